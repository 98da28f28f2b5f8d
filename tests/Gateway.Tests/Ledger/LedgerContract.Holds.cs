using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_hold_is_kept_word_for_word()
    {
        var request = Request(hold: 1.5m, quoted: 1.2096m);
        var at = Assert.IsType<HoldOutcome.Held>(await Ask(request)).At;
        await RestartAsync();
        var charge = await Find(request.Charge);
        Assert.Equal((ChargeState.Held, Dollars(1.2096m), Dollars(1.5m)), (charge.State, charge.QuotedUsd, charge.HoldUsd));
        Assert.Equal((at, at.AddSeconds(30), 108_000.5m), (charge.HeldAt, charge.SendingUntil, charge.Tokens));
        Assert.Equal((request.Team, request.Caller, "CC-1042", "generateVideo"), (charge.Team, charge.Caller, charge.CostCenter, charge.Operation));
        Assert.Equal((request.Quote.Model, "2026-07"), (charge.Model, charge.PriceBookVersion));
        Assert.Equal(("project=x", """{"duration":5}""", "00-abc"), (charge.Tags, charge.PricedFields, charge.TraceParent));
        Assert.Equal(request.Fingerprint.Whole, charge.Fingerprint.Whole);
        Assert.Equal(request.Fingerprint.FieldHashes.OrderBy(hash => hash.Key), charge.Fingerprint.FieldHashes.OrderBy(hash => hash.Key));
    }

    [Fact]
    public async Task A_request_that_does_not_fit_is_refused_whole_and_says_why()
    {
        var (company, team) = (new Budget(BudgetScope.Company, "company", BudgetPeriod.Month, Dollars(100)), Monthly(2));
        var (charge, _) = await Submitted(1.25m, company, team);
        await Ledger.SettleAsync(charge, Success(1));
        await Hold(0.5m, company, team);
        var over = Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(0.500000001m, budgets: [company, team])));
        Assert.Equal((team, Dollars(1), Dollars(0.5m), Dollars(0.500000001m)), (over.Budget, over.SettledUsd, over.HeldUsd, over.RequestedUsd));
        Assert.Equal(new DateTimeOffset(2026, 4, 1, 0, 0, 0, TimeSpan.Zero), over.ResetsAt);
        Assert.Equal(Time.GetUtcNow(), over.Now);
        await AssertBalance(company, 1, 0.5m);
        await Hold(0.5m, company, team);
        await AssertBalance(team, 1, 1);
    }

    [Fact]
    public async Task A_budget_that_never_resets_names_no_date()
    {
        var total = new Budget(BudgetScope.Company, "trial", BudgetPeriod.Total, Dollars(1));
        Assert.Null(Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(2, budgets: total))).ResetsAt);
    }

    [Fact]
    public async Task A_limit_near_the_end_of_numbers_does_not_wrap_round()
    {
        var budget = new Budget(BudgetScope.Company, "all", BudgetPeriod.Total, new Usd(long.MaxValue));
        await Hold(9_000_000_000m, budget);
        Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(9_000_000_000m, budgets: budget)));
        await Assert.ThrowsAsync<OverflowException>(() => Ask(Request(9_000_000_000m)));
        await Hold(1, budget);
        await AssertBalance(budget, 0, 9_000_000_001m);
    }

    [Fact]
    public async Task A_budget_added_in_mid_period_knows_what_was_spent()
    {
        await Hold(3);
        foreach (var period in Enum.GetValues<BudgetPeriod>())
            foreach (var scope in new[] { BudgetScope.Company, BudgetScope.Team(Studio), BudgetScope.Caller(new CallerId("studio/render-farm")) })
                await AssertBalance(new Budget(scope, $"new {period}", period, Dollars(5)), 0, 3);
        Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(3, budgets: Monthly(5))));
        await AssertBalance(Monthly(5, Lab), 0, 0);
    }

    [Fact]
    public async Task A_lowered_limit_refuses_the_next_request_and_shows_nothing_below_zero()
    {
        await Hold(3, Monthly(5));
        Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(0.1m, budgets: Monthly(2))));
        var status = Assert.Single(await Views.BudgetsAsync([Monthly(2)], CancellationToken.None));
        Assert.Equal(Usd.Zero, status.Remaining);
        await Hold(2, Monthly(5));
    }

    [Fact]
    public async Task Two_limits_on_the_same_money_are_both_kept_in_one_batch()
    {
        var (hard, soft) = (Monthly(10), Monthly(6) with { Name = "soft" });
        var asked = Enumerable.Range(0, 20).Select(i => Ask(Request(1, budgets: i % 2 == 0 ? [hard] : [hard, soft]))).ToArray();
        var held = (await Task.WhenAll(asked)).Count(outcome => outcome is HoldOutcome.Held);
        var (_, total) = await Balance(hard);
        Assert.Equal(Dollars(held), total);
        Assert.InRange(held, 6, 10);
    }

    [Fact]
    public async Task A_charge_belongs_to_the_period_of_its_hold()
    {
        Time.SetUtcNow(new DateTimeOffset(2026, 3, 31, 23, 59, 59, TimeSpan.Zero));
        var march = await Submitted(2, Monthly(2));
        Time.Advance(TimeSpan.FromSeconds(1));
        await AssertBalance(Monthly(2), 0, 0);
        await Submitted(2, Monthly(2));
        await Ledger.SettleAsync(march.Charge, Success(1.5m));
        await AssertBalance(Monthly(2), 0, 2);
        await AssertBalance(new Budget(BudgetScope.Team(Studio), "ever", BudgetPeriod.Total, Dollars(9)), 1.5m, 2);
    }

    [Theory]
    [InlineData(BudgetPeriod.Hour, "2026-03-18T11:00:00Z")]
    [InlineData(BudgetPeriod.Day, "2026-03-19T00:00:00Z")]
    [InlineData(BudgetPeriod.Week, "2026-03-23T00:00:00Z")]
    [InlineData(BudgetPeriod.Month, "2026-04-01T00:00:00Z")]
    public async Task A_budget_starts_anew_with_its_period(object period, string resets)
    {
        var budget = new Budget(BudgetScope.Team(Studio), "b", (BudgetPeriod)period, Dollars(1));
        await Hold(1, budget);
        var over = Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(1, budgets: budget)));
        Assert.Equal(DateTimeOffset.Parse(resets, System.Globalization.CultureInfo.InvariantCulture), over.ResetsAt);
        Time.SetUtcNow(over.ResetsAt!.Value);
        await Hold(1, budget);
    }

    [Fact]
    public async Task The_ledgers_clock_never_goes_back_even_after_a_restart()
    {
        await Hold(1, Monthly(1));
        var before = Time.GetUtcNow();
        Time.SetUtcNow(before.AddDays(-40));
        await RestartAsync();
        var over = Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(1, budgets: Monthly(1))));
        Assert.Equal(before, over.Now);
        Assert.Equal(before, (await Find(await Hold())).HeldAt);
    }

    [Fact]
    public async Task A_team_has_only_so_many_charges_in_flight()
    {
        var first = await Hold(Request() with { MaxInFlight = 2 });
        await Submitted();
        var refused = Assert.IsType<HoldOutcome.TooManyInFlight>(await Ask(Request() with { MaxInFlight = 2 }));
        Assert.Equal((2, 2), (refused.InFlight, refused.Cap));
        await Hold(Request(team: Lab) with { MaxInFlight = 1 });
        await Ledger.MarkUnknownAsync(first, "cut");
        await Hold(Request() with { MaxInFlight = 2 });
    }

    [Fact]
    public async Task A_hold_asked_for_twice_is_held_once()
    {
        var request = Request(1, budgets: Monthly(5));
        await Hold(request);
        await Assert.ThrowsAsync<InvalidOperationException>(() => Ask(request));
        await AssertBalance(Monthly(5), 0, 1);
    }

    [Fact]
    public async Task What_is_let_go_makes_room()
    {
        var charge = await Hold(1, Monthly(1));
        Assert.True(await Ledger.ReleaseAsync(charge, ReleaseReason.Refused, "the vendor said 400"));
        Assert.False(await Ledger.ReleaseAsync(charge, ReleaseReason.Refused, "again"));
        var released = await Find(charge);
        Assert.Equal((ChargeState.Released, ReleaseReason.Refused, "the vendor said 400"), (released.State, released.ReleaseReason, released.Note));
        Assert.Equal(Time.GetUtcNow(), released.EndedAt);
        await Hold(1, Monthly(1));
    }

    [Fact]
    public async Task A_budget_that_does_not_count_the_caller_is_a_fault() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Ask(Request(1, budgets: Monthly(5, Lab))));

    [Fact]
    public async Task A_hold_of_nothing_is_a_fault() => await Assert.ThrowsAsync<ArgumentException>(() => Ask(Request(0)));

    [Fact]
    public async Task What_is_foreseen_is_what_a_hold_would_say_and_sets_nothing_aside()
    {
        var budget = Monthly(3);
        Task<HoldOutcome?> Foresee(HoldRequest request) => Ledger.ForeseeAsync(request, CancellationToken.None);
        Assert.Null(await Foresee(Request(3, budgets: budget)));
        Assert.Null(await Foresee(Request(3, budgets: budget)));
        await AssertBalance(budget, 0, 0);
        await Hold(2, budget);
        Assert.IsType<HoldOutcome.OverBudget>(await Foresee(Request(2, budgets: budget)));
        Assert.IsType<HoldOutcome.TooManyInFlight>(await Foresee(Request(1, budgets: budget) with { MaxInFlight = 1 }));
        var keyed = Request(1, budgets: budget) with { IdempotencyKey = new IdempotencyKey("studio/generateVideo", "foreseen", "hash") };
        Assert.Null(await Foresee(keyed));
        await Hold(keyed);
        Assert.IsType<HoldOutcome.KeyInFlight>(await Foresee(keyed with { Charge = ChargeId.New() }));
        await Ledger.RememberAsync(keyed.Charge, NewPrediction(), Bytes("first"));
        Assert.Equal("first", Text(Assert.IsType<HoldOutcome.Replay>(await Foresee(keyed with { Charge = ChargeId.New() })).Answer));
        await AssertBalance(budget, 0, 3);
    }
}
