using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static readonly Budget Spent = Monthly(1000);

    private async Task AssertEnded(ChargeId id, ChargeState state, decimal settled, PriceSource source)
    {
        var charge = await Find(id);
        Assert.Equal((state, Dollars(settled), source), (charge.State, charge.SettledUsd, charge.PriceSource));
        await AssertBalance(Spent, settled, 0);
    }

    [Theory]
    [InlineData(1.2, PriceSource.Vendor)]
    [InlineData(7.5, PriceSource.Vendor)]
    [InlineData(null, PriceSource.Formula)]
    [InlineData(0.0, PriceSource.Formula)]
    public async Task A_success_costs_what_the_vendor_says_else_what_the_formula_says(double? vendor, object source)
    {
        var charge = await Hold(Request(2, quoted: 1.5m));
        await Ledger.RememberAsync(charge, NewPrediction(), Bytes("ok"));
        var outcome = await Ledger.SettleAsync(charge, Success((decimal?)vendor));
        Assert.True(outcome.Moved);
        Assert.Equal(Time.GetUtcNow(), outcome.Charge!.EndedAt);
        await AssertEnded(charge, ChargeState.Settled, vendor is > 0 ? (decimal)vendor : 1.5m, (PriceSource)source);
    }

    [Fact]
    public async Task A_thousand_verdicts_settle_once()
    {
        var (charge, _) = await Submitted(2);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => Ledger.SettleAsync(charge, Success(1.25m, $"answer {i}"))));
        Assert.Single(outcomes, outcome => outcome.Moved);
        Assert.All(outcomes, outcome => Assert.Equal(Dollars(1.25m), outcome.Charge!.SettledUsd));
        await AssertEnded(charge, ChargeState.Settled, 1.25m, PriceSource.Vendor);
        Assert.Equal("answer 0", Text(await Views.AnswerAsync(charge, CancellationToken.None)));
    }

    [Theory]
    [InlineData("failed", ReleaseReason.Failed)]
    [InlineData("Timeout", ReleaseReason.Timeout)]
    [InlineData("cancelled", ReleaseReason.Failed)]
    public async Task A_failure_costs_nothing(string word, object reason)
    {
        var (charge, _) = await Submitted(2);
        Assert.True((await Ledger.SettleAsync(charge, Failure(word))).Moved);
        Assert.Equal((ReleaseReason)reason, (await Find(charge)).ReleaseReason);
        await AssertEnded(charge, ChargeState.Released, 0, PriceSource.None);
    }

    [Fact]
    public async Task A_failure_that_carries_a_price_is_charged_and_flagged()
    {
        var (charge, _) = await Submitted(2);
        await Ledger.SettleAsync(charge, Failure("failed", 0.4m));
        await AssertEnded(charge, ChargeState.Settled, 0.4m, PriceSource.Vendor);
        Assert.Contains("charged", (await Find(charge)).Note);
    }

    [Theory]
    [InlineData(0.75)]
    [InlineData(3.0)]
    [InlineData(2.0)]
    public async Task A_late_price_corrects_the_formula_once(double price)
    {
        var (charge, _) = await Submitted(2);
        await Ledger.SettleAsync(charge, Success());
        await AssertEnded(charge, ChargeState.Settled, 2, PriceSource.Formula);
        Time.Advance(TimeSpan.FromDays(40));
        Assert.Equal(price != 2, (await Ledger.SettleAsync(charge, Success((decimal)price))).Moved);
        Assert.False((await Ledger.SettleAsync(charge, Success((decimal)price))).Moved);
        Assert.False((await Ledger.SettleAsync(charge, Success(9))).Moved);
        Time.SetUtcNow(new DateTimeOffset(2026, 3, 18, 10, 20, 30, TimeSpan.Zero));
        var ended = await Find(charge);
        Assert.Equal((Dollars((decimal)price), PriceSource.Vendor), (ended.SettledUsd, ended.PriceSource));
    }

    [Fact]
    public async Task A_job_that_finishes_after_a_timeout_is_charged_once_and_its_price_corrected_once()
    {
        var (charge, _) = await Submitted(2);
        await Ledger.SettleAsync(charge, Failure("timeout"));
        Assert.True((await Ledger.SettleAsync(charge, Success())).Moved);
        Assert.False((await Ledger.SettleAsync(charge, Success())).Moved);
        Assert.False((await Ledger.SettleAsync(charge, Failure("timeout"))).Moved);
        await AssertEnded(charge, ChargeState.Released, 2, PriceSource.Formula);
        Assert.True((await Ledger.SettleAsync(charge, Success(1.1m))).Moved);
        Assert.False((await Ledger.SettleAsync(charge, Success(1.3m))).Moved);
        await AssertEnded(charge, ChargeState.Released, 1.1m, PriceSource.Vendor);
        Assert.Equal("timeout", Text(await Views.AnswerAsync(charge, CancellationToken.None)));
    }

    [Fact]
    public async Task A_failed_job_that_succeeds_later_costs_only_what_the_vendor_names()
    {
        var (charge, _) = await Submitted(2);
        await Ledger.SettleAsync(charge, Failure());
        Assert.False((await Ledger.SettleAsync(charge, Success())).Moved);
        await AssertEnded(charge, ChargeState.Released, 0, PriceSource.None);
        Assert.True((await Ledger.SettleAsync(charge, Success(1.1m))).Moved);
        Assert.False((await Ledger.SettleAsync(charge, Success(1.1m))).Moved);
        await AssertEnded(charge, ChargeState.Released, 1.1m, PriceSource.Vendor);
    }

    [Fact]
    public async Task A_job_taken_for_absent_that_turns_up_is_charged_once()
    {
        var (charge, prediction) = (await Hold(2), NewPrediction());
        await Ledger.MarkUnknownAsync(charge, "cut");
        await Ledger.ReleaseAsync(charge, ReleaseReason.Absent, "not in the history");
        Assert.False((await Ledger.SettleAsync(charge, Success(1))).Moved);
        await Ledger.RememberAsync(charge, prediction, Bytes("late"));
        await AssertEnded(charge, ChargeState.Released, 0, PriceSource.None);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(charge, Assert.Single(await Ledger.TakeDueAsync(10)).Id);
        Assert.True((await Ledger.SettleAsync(charge, Success(1.75m))).Moved);
        Assert.False((await Ledger.SettleAsync(charge, Success(1.75m))).Moved);
        await AssertEnded(charge, ChargeState.Released, 1.75m, PriceSource.Vendor);
    }

    [Fact]
    public async Task Review_keeps_the_hold_until_a_verdict_appears()
    {
        var (charge, _) = await Submitted(2);
        Assert.True(await Ledger.ReviewAsync(charge, "no verdict for a day"));
        Assert.False(await Ledger.ReviewAsync(charge, "again"));
        Assert.Equal((ChargeState.Review, "no verdict for a day"), ((await Find(charge)).State, (await Find(charge)).Note));
        await AssertBalance(Spent, 0, 2);
        await Ledger.SettleAsync(charge, Success(1));
        await AssertEnded(charge, ChargeState.Settled, 1, PriceSource.Vendor);
    }

    [Fact]
    public async Task An_operators_word_stands_against_later_evidence()
    {
        var (settled, _) = await Submitted(2);
        var released = await Hold();
        Assert.True(await Ledger.ResolveAsync(settled, Dollars(0.5m), Oncall));
        Assert.False(await Ledger.ResolveAsync(released, null, Oncall)); // It is still being sent.
        await Ledger.MarkUnknownAsync(released, "no reply");
        Assert.True(await Ledger.ResolveAsync(released, null, Oncall));
        Assert.False(await Ledger.ResolveAsync(settled, Dollars(9), Oncall));
        Assert.False((await Ledger.SettleAsync(settled, Success(2))).Moved);
        Assert.False((await Ledger.SettleAsync(released, Success(2))).Moved);
        Assert.Equal(ReleaseReason.Operator, (await Find(released)).ReleaseReason);
        Assert.Equal("oncall: agreed with the vendor", (await Find(settled)).Note);
        await AssertEnded(settled, ChargeState.Settled, 0.5m, PriceSource.Operator);
    }

    [Fact]
    public async Task An_operator_corrects_what_has_ended_and_never_below_zero()
    {
        var (charge, _) = await Submitted(2);
        Assert.False(await Ledger.AdjustAsync(charge, Dollars(1), Oncall));
        await Ledger.SettleAsync(charge, Success());
        Assert.True(await Ledger.AdjustAsync(charge, Dollars(0.25m), Oncall));
        await AssertEnded(charge, ChargeState.Settled, 2.25m, PriceSource.Operator);
        Assert.True(await Ledger.AdjustAsync(charge, Dollars(-5), Oncall));
        await AssertEnded(charge, ChargeState.Settled, 0, PriceSource.Operator);
        Assert.False((await Ledger.SettleAsync(charge, Success(3))).Moved);
        Assert.False(await Ledger.AdjustAsync(new ChargeId("chg_none"), Dollars(1), Oncall));
    }

    [Fact]
    public async Task An_unknown_charge_is_nobodys_news()
    {
        var none = new ChargeId("chg_none");
        Assert.Equal(new SettleOutcome(null, false), await Ledger.SettleAsync(none, Success(1)));
        Assert.False(await Ledger.ReleaseAsync(none, ReleaseReason.Refused, "?"));
        Assert.False(await Ledger.ReviewAsync(none, "?"));
        Assert.False(await Ledger.ResolveAsync(none, null, Oncall));
        Assert.False(await Ledger.ClaimAsync(none, NewPrediction()));
        await Ledger.MarkUnknownAsync(none, "?");
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ledger.RememberAsync(none, NewPrediction(), Bytes("x")));
    }

    [Fact]
    public async Task Time_alone_frees_no_money()
    {
        var charge = await Hold(2, new Budget(BudgetScope.Company, "all", BudgetPeriod.Total, Dollars(2)));
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(1, await Ledger.AbandonSendsAsync());
        Assert.Equal(0, await Ledger.AbandonSendsAsync());
        Time.Advance(TimeSpan.FromDays(400));
        for (var i = 0; i < 10; i++) await Ledger.TakeDueAsync(100);
        Assert.Equal(ChargeState.Unknown, (await Find(charge)).State);
        Assert.IsType<HoldOutcome.OverBudget>(
            await Ask(Request(1, budgets: new Budget(BudgetScope.Company, "all", BudgetPeriod.Total, Dollars(2)))));
    }
}
