using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static readonly TimeSpan Lease = LookSchedule.LeaseFor;

    [Fact]
    public async Task A_look_that_the_vendor_did_not_answer_comes_again_and_is_not_spent()
    {
        var charge = await SettledByFormulaAsync();
        var ended = (await Find(charge)).EndedAt!.Value;
        Time.Advance(TimeSpan.FromSeconds(120));
        await TakesAsync(charge);
        Assert.True(await Ledger.LookedAsync(charge));
        foreach (var wait in LookSchedule.LateEvidence.Where(wait => wait > TimeSpan.FromSeconds(120)))
        {
            Time.SetUtcNow(ended + wait);
            await TakesAsync(charge);
            Assert.Empty(await Ledger.TakeDueAsync(10));
            Time.Advance(Lease);
            await TakesAsync(charge);
            Assert.True(await Ledger.LookedAsync(charge));
        }

        Time.Advance(TimeSpan.FromDays(30));
        Assert.Empty(await Ledger.TakeDueAsync(10));
    }

    [Fact]
    public async Task An_outage_at_the_very_last_look_loses_no_late_price()
    {
        var charge = await SettledByFormulaAsync();
        Time.Advance(TimeSpan.FromDays(1));
        for (var minute = 0; minute < 1_439; minute++)
        {
            await TakesAsync(charge);
            Time.Advance(Lease);
        }

        await TakesAsync(charge);
        Assert.True((await Ledger.SettleAsync(charge, Success(0.75m))).Moved);
        Assert.False(await Ledger.LookedAsync(charge));
        Time.Advance(TimeSpan.FromDays(30));
        Assert.Empty(await Ledger.TakeDueAsync(10));
    }

    [Fact]
    public async Task A_vendor_that_never_answers_is_asked_no_more_in_the_end()
    {
        var charge = await SettledByFormulaAsync();
        Time.Advance(LookSchedule.EvidenceFor);
        await TakesAsync(charge);
        Time.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await Ledger.TakeDueAsync(10));
    }

    [Fact]
    public async Task Whoever_takes_a_running_prediction_and_dies_hands_it_over_by_itself()
    {
        var (charge, _) = await Submitted();
        Time.Advance(TimeSpan.FromMinutes(20));
        await TakesAsync(charge);
        await RestartAsync();
        Time.Advance(LookSchedule.Slowest);
        await TakesAsync(charge);
    }

    [Fact]
    public async Task Nothing_counts_as_looked_at_but_what_waits_for_late_evidence()
    {
        var (running, _) = await Submitted();
        Assert.False(await Ledger.LookedAsync(running));
        Assert.False(await Ledger.LookedAsync(new ChargeId("chg_none")));
    }

    private async Task<ChargeId> SettledByFormulaAsync()
    {
        var (charge, _) = await Submitted();
        await Ledger.SettleAsync(charge, Success());
        return charge;
    }

    private async Task TakesAsync(ChargeId charge) => Assert.Equal(charge, Assert.Single(await Ledger.TakeDueAsync(10)).Id);
}
