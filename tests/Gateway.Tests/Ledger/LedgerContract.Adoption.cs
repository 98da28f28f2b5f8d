using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static Adoption Orphan(PredictionId prediction, decimal usd, Verdict? verdict = null, bool byOperator = false) => new()
    {
        Charge = ChargeId.New(),
        Prediction = prediction,
        Team = Studio,
        CostCenter = "CC-1042",
        Quote = new Quote("m", Dollars(usd), Dollars(usd), null, "2026-07", []),
        Verdict = verdict,
        PricedByOperator = byOperator,
        Note = Oncall,
    };

    [Fact]
    public async Task An_orphan_that_is_done_is_booked_once_whatever_the_budget_says()
    {
        var (prediction, budget) = (NewPrediction(), Monthly(3));
        await Hold(1, budget);
        var adopted = await Ledger.AdoptAsync(Orphan(prediction, 9, Success(7.5m)));
        Assert.Equal((true, ChargeState.Settled, Dollars(7.5m), PriceSource.Vendor), (adopted.IsNew, adopted.Charge.State, adopted.Charge.SettledUsd, adopted.Charge.PriceSource));
        Assert.Equal("oncall: agreed with the vendor", (await Find(adopted.Charge.Id)).Note);
        var again = await Ledger.AdoptAsync(Orphan(prediction, 9, Success(7.5m)));
        Assert.Equal((false, adopted.Charge.Id), (again.IsNew, again.Charge.Id));
        await AssertBalance(budget, 7.5m, 1);
        Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(0.1m, budgets: budget)));
        Assert.False((await Ledger.SettleAsync(adopted.Charge.Id, Success(8))).Moved);
    }

    [Fact]
    public async Task An_orphan_that_still_runs_is_held_and_followed_to_its_end()
    {
        var prediction = NewPrediction();
        var adopted = await Ledger.AdoptAsync(Orphan(prediction, 2));
        Assert.Equal((ChargeState.Submitted, prediction), (adopted.Charge.State, adopted.Charge.Prediction));
        await AssertBalance(Monthly(9), 0, 2);
        Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(adopted.Charge.Id, Assert.Single(await Ledger.TakeDueAsync(10)).Id);
        await Ledger.SettleAsync(adopted.Charge.Id, Success(1.5m));
        await AssertBalance(Monthly(9), 1.5m, 0);
    }

    [Fact]
    public async Task An_orphan_without_any_price_costs_what_the_operator_says_and_one_that_failed_costs_nothing()
    {
        var named = await Ledger.AdoptAsync(Orphan(NewPrediction(), 2, Success(), byOperator: true));
        Assert.Equal((PriceSource.Operator, Dollars(2)), (named.Charge.PriceSource, named.Charge.SettledUsd));
        var formula = await Ledger.AdoptAsync(Orphan(NewPrediction(), 3, Success()));
        Assert.Equal((PriceSource.Formula, Dollars(3)), (formula.Charge.PriceSource, formula.Charge.SettledUsd));
        var failed = await Ledger.AdoptAsync(Orphan(NewPrediction(), 4, Failure()));
        Assert.Equal((ChargeState.Released, Usd.Zero), (failed.Charge.State, failed.Charge.SettledUsd));
        await AssertBalance(Monthly(9), 5, 0);
    }

    [Fact]
    public async Task Adoptions_among_holds_leave_law_1_provable()
    {
        var budget = Monthly(20);
        var holds = Enumerable.Range(0, 40).Select(_ => Ask(Request(1, budgets: budget))).ToList();
        var adoptions = Enumerable.Range(0, 5).Select(_ => Ledger.AdoptAsync(Orphan(NewPrediction(), 3, Success(3)))).ToList();
        holds.AddRange(Enumerable.Range(0, 40).Select(_ => Ask(Request(1, budgets: budget))));
        await Task.WhenAll([.. holds, .. adoptions]);
        Assert.InRange(holds.Count(hold => hold.Result is HoldOutcome.Held), 5, 20);
        await AssertBooksBalance();
    }
}
