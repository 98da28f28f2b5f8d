using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1), Month = TimeSpan.FromDays(31);

    [Fact]
    public async Task A_clock_that_jumps_back_an_hour_forward_a_month_and_back_moves_no_money_between_periods()
    {
        var (march, _) = await Submitted(2, Monthly(100));
        Time.Correct(-Hour);
        var (alsoMarch, _) = await Submitted(3, Monthly(100));
        Time.Correct(Hour + Month);
        await AssertBalance(Monthly(100), 0, 0);
        var (april, _) = await Submitted(4, Monthly(100));
        await Ledger.SettleAsync(march, Success(1.5m));
        await AssertBalance(Monthly(100), 0, 4);
        Time.Correct(-Month);

        // The ledger's clock stays in April until the machine's comes round to it: nothing is counted twice, and no limit is passed.
        await RestartAsync();
        Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(97, budgets: Monthly(100))));
        await Ledger.SettleAsync(alsoMarch, Success(2.5m));
        await Ledger.SettleAsync(april, Success(3.5m));
        await AssertBalance(Monthly(100), 3.5m, 0);
        await AssertBalance(new Budget(BudgetScope.Team(Studio), "ever", BudgetPeriod.Total, Dollars(99)), 7.5m, 0);
        Assert.Equal(new DateTimeOffset(2026, 3, 18, 10, 20, 30, TimeSpan.Zero), (await Find(alsoMarch)).HeldAt);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(31 * 24)]
    public async Task Looks_that_were_put_off_by_a_wrong_clock_come_when_it_is_right_again(int hours)
    {
        var (charge, _) = await Submitted();
        var held = await Hold(Request(body: "lost"));
        Time.Correct(TimeSpan.FromHours(hours));
        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(2, (await Ledger.TakeDueAsync(10)).Count);
        Time.Correct(-TimeSpan.FromHours(hours));
        Time.Advance(LookSchedule.Slowest + TimeSpan.FromSeconds(2));
        Assert.Equal([charge, held], (await Ledger.TakeDueAsync(10)).Select(due => due.Id).OrderBy(id => id.Value, StringComparer.Ordinal));
        Assert.Empty(await Ledger.TakeDueAsync(10));
    }

    [Fact]
    public async Task A_look_for_late_evidence_is_not_lost_to_a_month_that_never_was()
    {
        var (charge, _) = await Submitted();
        Time.Correct(Month);
        await Ledger.SettleAsync(charge, Success());
        Time.Correct(-Month);
        Time.Advance(LookSchedule.Slowest + TimeSpan.FromSeconds(2));
        Assert.Equal(charge, Assert.Single(await Ledger.TakeDueAsync(10)).Id);
    }

    [Fact]
    public async Task A_key_is_not_freed_by_a_clock_that_was_ahead_for_a_moment()
    {
        var charge = await Hold(Keyed());
        await Ledger.RememberAsync(charge, NewPrediction(), Bytes("the answer"));
        await Ledger.SettleAsync(charge, Success(1));
        Time.Correct(Month);
        await Hold();
        Time.Correct(-Month);
        Assert.IsType<HoldOutcome.Replay>(await Ask(Keyed()));
        Time.Advance(TimeSpan.FromHours(25));
        await Hold(Keyed(hash: "bb"));
    }
}
