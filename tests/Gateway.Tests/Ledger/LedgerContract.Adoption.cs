using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private Adoption Orphan(PredictionId prediction, decimal usd, Verdict? verdict = null, bool byOperator = false) => new()
    {
        TakenBetween = (Time.GetUtcNow().AddSeconds(-3), Time.GetUtcNow().AddSeconds(3)),
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

    private const string SentModel = "bytedance/seedance-2.0/text-to-video";

    private Adoption OrphanOf(string model, PredictionId prediction, Verdict? verdict = null, bool byOperator = false) =>
        Orphan(prediction, 2, verdict, byOperator) with { Quote = new Quote(model, Dollars(2), Dollars(2), null, "2026-07", []) };

    [Theory]
    [InlineData(false, 0, true)]
    [InlineData(true, 0, true)]
    [InlineData(false, 40, false)]
    [InlineData(false, -40, false)]
    public async Task A_job_that_an_open_charge_may_be_waiting_for_is_not_adopted(bool unknown, int secondsOff, bool refused)
    {
        var lost = await Hold(Request(1, Lab));
        if (unknown) await Ledger.MarkUnknownAsync(lost, "cut");
        var taken = secondsOff == 0 ? Time.GetUtcNow().AddSeconds(5) : Time.GetUtcNow().AddSeconds(secondsOff);
        var adoption = OrphanOf(SentModel, NewPrediction()) with { TakenBetween = (taken.AddSeconds(-3), taken.AddSeconds(3)) };
        var outcome = await Ledger.AdoptAsync(adoption);
        Assert.Equal((!refused, refused), (outcome.IsNew, outcome.IsAwaited));
        await AssertBalance(Monthly(9), 0, refused ? 0 : 2);
        if (refused) Assert.Equal(lost, outcome.Charge.Id);
    }

    [Fact]
    public async Task Without_a_time_of_the_job_any_open_charge_of_the_model_keeps_it_from_being_adopted()
    {
        var lost = await Hold(Request(1, Lab));
        await Ledger.MarkUnknownAsync(lost, "cut");
        Time.Advance(TimeSpan.FromHours(3));
        Assert.True((await Ledger.AdoptAsync(OrphanOf(SentModel, NewPrediction()) with { TakenBetween = null })).IsAwaited);
        Assert.True((await Ledger.AdoptAsync(OrphanOf("another/model", NewPrediction()) with { TakenBetween = null })).IsNew);
        Assert.True((await Ledger.AdoptAsync(OrphanOf(SentModel, NewPrediction()))).IsNew);
        await Ledger.RememberAsync(lost, NewPrediction(), Bytes("late"));
        Assert.True((await Ledger.AdoptAsync(OrphanOf(SentModel, NewPrediction()) with { TakenBetween = null })).IsNew);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("settled")]
    [InlineData("failed")]
    [InlineData("by the operator")]
    [InlineData("resolved")]
    public async Task A_direct_reply_takes_a_job_back_from_the_team_that_adopted_it(string end)
    {
        var prediction = NewPrediction();
        Verdict? verdict = end switch { "settled" => Success(5, "not yours"), "failed" => Failure(), "by the operator" => Success(), _ => null };
        var adopted = (await Ledger.AdoptAsync(OrphanOf("m", prediction, verdict, byOperator: end == "by the operator"))).Charge.Id;
        if (end == "resolved") await Ledger.ResolveAsync(adopted, Dollars(3), Oncall);
        var right = await Hold(Request(1, Lab));
        Assert.Equal(new RememberOutcome(adopted), await Ledger.RememberAsync(right, prediction, Bytes("mine")));
        Assert.Equal(new RememberOutcome(), await Ledger.RememberAsync(right, prediction, Bytes("mine")));
        Assert.Equal((right, ChargeState.Submitted), ((await Views.FindAsync(prediction, CancellationToken.None))!.Id, (await Find(right)).State));
        var gone = await Find(adopted);
        Assert.Equal((ChargeState.Released, Usd.Zero, PriceSource.None, null), (gone.State, gone.SettledUsd, gone.PriceSource, gone.Prediction));
        Assert.StartsWith("oncall: agreed with the vendor", gone.Note, StringComparison.Ordinal);
        Assert.DoesNotContain(right.Value, gone.Note, StringComparison.Ordinal);
        Assert.Null(await Views.AnswerAsync(adopted, CancellationToken.None));
        await AssertBalance(Monthly(9), 0, 0);
        await AssertBalance(Monthly(9, Lab), 0, 1);
        Time.Advance(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain(await Ledger.TakeDueAsync(10), charge => charge.Id == adopted);
        Assert.DoesNotContain(await Views.WithoutPredictionAsync("m", CancellationToken.None), charge => charge.Id == adopted);
    }

    [Fact]
    public async Task Adoptions_and_the_replies_to_what_they_took_end_with_every_job_at_its_sender()
    {
        var sends = Enumerable.Range(0, 20).Select(_ => (Request: Request(1, Lab), Prediction: NewPrediction())).ToList();
        foreach (var send in sends) await Hold(send.Request);
        await Task.WhenAll(sends.SelectMany(send => new Task[]
        {
            // As if the time had been read wrong: outside of every window.
            Ledger.AdoptAsync(OrphanOf(SentModel, send.Prediction, Success(2)) with { TakenBetween = (DateTimeOffset.MinValue, DateTimeOffset.MinValue) }),
            Ledger.RememberAsync(send.Request.Charge, send.Prediction, Bytes("mine")),
            Ledger.SettleAsync(send.Request.Charge, Success(2) with { Prediction = send.Prediction }),
        }));
        foreach (var send in sends) Assert.Equal(send.Request.Charge, (await Views.FindAsync(send.Prediction, CancellationToken.None))!.Id);
        await AssertBalance(Monthly(9), 0, 0);
    }

    [Theory]
    [InlineData("completed")]
    [InlineData("failed")]
    [InlineData("charged")]
    public async Task Who_adopted_a_job_and_why_is_read_after_its_verdict_too(string end)
    {
        var prediction = NewPrediction();
        Verdict Verdict() => end switch { "completed" => Success(2), "failed" => Failure(), _ => Failure("failed", 2) };
        var later = (await Ledger.AdoptAsync(Orphan(prediction, 2))).Charge.Id;
        await Ledger.SettleAsync(later, Verdict());
        var atOnce = (await Ledger.AdoptAsync(Orphan(NewPrediction(), 2, Verdict()))).Charge.Id;
        foreach (var id in new[] { later, atOnce })
        {
            var note = (await Find(id)).Note;
            Assert.StartsWith("oncall: agreed with the vendor", note, StringComparison.Ordinal);
            Assert.Equal(end == "charged", note!.Contains("charged for it", StringComparison.Ordinal));
        }
    }
}
