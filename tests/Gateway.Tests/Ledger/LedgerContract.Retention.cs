using FsCheck;
using FsCheck.Fluent;
using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static readonly Budget[] EveryBalance =
    [
        .. from scope in new[] { BudgetScope.Company, BudgetScope.Team(Studio), BudgetScope.Team(Lab), BudgetScope.Caller(new CallerId("studio/render-farm")) }
           from period in Enum.GetValues<BudgetPeriod>()
           select new Budget(scope, $"{scope} {period}", period, Dollars(1000)),
    ];

    /// <summary>All that is older than this, to the end.</summary>
    private async Task<(long Keys, long Entries, long Charges)> ForgetAsync(TimeSpan older, int rows = 4)
    {
        var (keys, entries, charges) = (0L, 0L, 0L);
        var now = Time.GetUtcNow();
        for (var more = true; more;)
        {
            var step = await Ledger.ForgetAsync(new ForgetCut(now - IdempotencyKey.KeptFor, now - older, rows));
            (keys, entries, charges, more) = (keys + step.Keys, entries + step.Entries, charges + step.Charges, step.More);
        }

        return (keys, entries, charges);
    }

    private async Task<IReadOnlyList<(Usd, Usd)>> BalancesAsync() =>
        [.. (await Views.BudgetsAsync(EveryBalance, CancellationToken.None)).Select(status => (status.Settled, status.Held))];

    [Fact]
    public async Task What_is_old_is_forgotten_and_every_balance_of_every_period_stays()
    {
        var (old, prediction) = await Submitted(2, Monthly(100));
        await Ledger.SettleAsync(old, Success(1.25m));
        var refused = await Hold(1, Monthly(100));
        await Ledger.ReleaseAsync(refused, ReleaseReason.Refused, "no");
        var before = await BalancesAsync();
        Assert.Equal((0, 0, 0), await ForgetAsync(TimeSpan.FromDays(4)));

        Time.Advance(TimeSpan.FromDays(5));
        var young = await Submitted(3, Monthly(100));
        await Ledger.SettleAsync(young.Charge, Success(0.5m));
        Assert.Equal((0, 4, 2), await ForgetAsync(TimeSpan.FromDays(4)));
        Assert.Equal((0, 0, 0), await ForgetAsync(TimeSpan.FromDays(4)));
        Assert.Null(await Views.FindAsync(old, CancellationToken.None));
        Assert.Null(await Views.FindAsync(refused, CancellationToken.None));
        Assert.Null(await Views.FindAsync(prediction, CancellationToken.None));
        Assert.Null(await Views.AnswerAsync(old, CancellationToken.None));
        Assert.Equal(young.Charge, Assert.Single((await Views.ListAsync(new ChargeFilter(), CancellationToken.None)).Charges).Id);
        await AssertBalance(Monthly(100), 1.75m, 0);
        await AssertBooksBalance();

        Time.SetUtcNow(Time.GetUtcNow() + TimeSpan.FromDays(5));
        Assert.Equal((0, 2, 1), await ForgetAsync(TimeSpan.FromDays(4)));
        await RestartAsync();
        await AssertBalance(new Budget(BudgetScope.Company, "ever", BudgetPeriod.Total, Dollars(9)), 1.75m, 0);
        Assert.Equal(20, before.Count);
        Assert.NotNull((await Views.ReachAsync(CancellationToken.None)).RemembersSince);
    }

    [Fact]
    public async Task The_journal_goes_on_where_it_was_when_all_of_it_is_forgotten()
    {
        var (old, _) = await Submitted(2, Monthly(5));
        await Ledger.SettleAsync(old, Success(2));
        Time.Advance(TimeSpan.FromDays(5));
        await ForgetAsync(TimeSpan.FromDays(4));
        await RestartAsync();
        Assert.IsType<HoldOutcome.OverBudget>(await Ask(Request(4, budgets: Monthly(5))));
        await Submitted(3, Monthly(5));
        await AssertBalance(Monthly(5), 2, 3);
        await AssertBooksBalance();
    }

    [Fact]
    public async Task A_charge_in_review_for_a_year_keeps_its_hold_and_holds_nothing_else_up()
    {
        var (stuck, _) = await Submitted(7, Monthly(100));
        await Ledger.ReviewAsync(stuck, "no verdict for a day");
        for (var day = 0; day < 12; day++)
        {
            Time.Advance(TimeSpan.FromDays(30));
            var (charge, _) = await Submitted(2, Monthly(100));
            await Ledger.SettleAsync(charge, Success(1));
            await ForgetAsync(TimeSpan.FromDays(4));
        }

        Assert.Equal(2, (await Views.ListAsync(new ChargeFilter(), CancellationToken.None)).Charges.Count);
        Assert.Equal((ChargeState.Review, "no verdict for a day"), ((await Find(stuck)).State, (await Find(stuck)).Note));
        await AssertBalance(new Budget(BudgetScope.Company, "ever", BudgetPeriod.Total, Dollars(99)), 12, 7);
        await AssertBooksBalance();

        Assert.True(await Ledger.ResolveAsync(stuck, Dollars(3), Oncall));
        Assert.True(await Ledger.AdjustAsync(stuck, Dollars(-1), Oncall));
        await AssertBooksBalance();
        Time.Advance(TimeSpan.FromDays(5));
        await ForgetAsync(TimeSpan.FromDays(4));
        Assert.Empty((await Views.ListAsync(new ChargeFilter(), CancellationToken.None)).Charges);
        await AssertBalance(new Budget(BudgetScope.Company, "ever", BudgetPeriod.Total, Dollars(99)), 14, 0);
    }

    [Fact]
    public async Task A_charge_that_is_still_waited_for_is_kept_however_short_details_are_kept()
    {
        var (unpriced, _) = await Submitted(2);
        await Ledger.SettleAsync(unpriced, Success());
        Time.Advance(TimeSpan.FromHours(2));
        await ForgetAsync(TimeSpan.FromHours(1));
        Assert.True((await Ledger.SettleAsync(unpriced, Success(1.5m))).Moved);
        await AssertBooksBalance();
        await AssertBalance(Spent, 1.5m, 0);
    }

    [Fact]
    public async Task Expired_keys_go_by_themselves_and_young_ones_stay()
    {
        var old = await Hold(Keyed("old"));
        await Ledger.RememberAsync(old, NewPrediction(), Bytes("the submit"));
        await Ledger.SettleAsync(old, Success(1, "the verdict"));
        var open = await Hold(Keyed("open"));
        Time.Advance(TimeSpan.FromHours(23));
        var young = await Hold(Keyed("young"));
        await Ledger.RememberAsync(young, NewPrediction(), Bytes("young"));
        await Ledger.SettleAsync(young, Success(1));
        Time.Advance(TimeSpan.FromHours(2));
        var step = await Ledger.ForgetAsync(new ForgetCut(Time.GetUtcNow() - IdempotencyKey.KeptFor, null));
        Assert.Equal((1, 0, 0), (step.Keys, step.Entries, step.Charges));
        Assert.False((await Ledger.ForgetAsync(new ForgetCut(Time.GetUtcNow() - IdempotencyKey.KeptFor, null))).Anything);
        Assert.Equal("the verdict", Text(await Views.AnswerAsync(old, CancellationToken.None)));
        Assert.IsType<HoldOutcome.Replay>(await Ask(Keyed("young")));
        Assert.IsType<HoldOutcome.KeyInFlight>(await Ask(Keyed("open")));
        await Hold(Keyed("old", hash: "bb"));
        Assert.Equal(ChargeState.Held, (await Find(open)).State);
    }

    /// <summary>Whatever happened before and happens after, forgetting changes no balance and no law.</summary>
    [Fact]
    public void Any_history_with_forgetting_in_between_keeps_every_balance()
    {
        var forgotten = 0;
        Prop.ForAll(Steps, steps => forgotten += LiveForgetfully(steps).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Histories / 4).WithEndSize(80).WithReplay(Seed, Gamma));
        Assert.True(forgotten > Histories / 4, $"Only {forgotten} charges were forgotten.");
    }

    private async Task<int> LiveForgetfully(int[] steps)
    {
        Time.SetUtcNow(Assert.IsType<HoldOutcome.Held>(await Ask(Request(team: new TeamId("clock")))).At);
        var history = new LedgerHistory(Ledger, Views, Time, $"f{Interlocked.Increment(ref _histories)}-");
        foreach (var (at, step) in steps.Index())
        {
            await history.StepAsync(step);
            if (at % 16 != 15) continue;
            await history.ForgetAsync();
            await history.CompareAsync();
        }

        await AssertBooksBalance();
        return history.Forgotten;
    }
}
