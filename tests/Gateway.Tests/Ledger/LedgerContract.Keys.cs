using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private static HoldRequest Keyed(string key = "k", string hash = "aa", string scope = "studio generateVideo", params Budget[] budgets) =>
        Request(1, budgets: budgets) with { IdempotencyKey = new IdempotencyKey(scope, key, hash) };

    [Fact]
    public async Task A_key_is_in_flight_until_the_vendor_answered_and_then_replays_the_answer()
    {
        var charge = await Hold(Keyed());
        Assert.Equal(new HoldOutcome.KeyInFlight(charge, ChargeState.Held), await Ask(Keyed()));
        await Ledger.MarkUnknownAsync(charge, "cut");
        Assert.Equal(new HoldOutcome.KeyInFlight(charge, ChargeState.Unknown), await Ask(Keyed()));
        await Ledger.RememberAsync(charge, NewPrediction(), Bytes("the answer"));
        var replay = Assert.IsType<HoldOutcome.Replay>(await Ask(Keyed()));
        Assert.Equal((charge, "the answer", "application/json"), (replay.Charge, Text(replay.Answer), replay.Answer.ContentType));
        await Ledger.SettleAsync(charge, Success(1, "the verdict"));
        Assert.Equal("the answer", Text(Assert.IsType<HoldOutcome.Replay>(await Ask(Keyed())).Answer));
    }

    [Fact]
    public async Task Two_requests_with_one_key_at_once_are_one_charge()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Ask(Keyed(budgets: Monthly(20)))));
        Assert.Single(outcomes.OfType<HoldOutcome.Held>());
        Assert.Equal(19, outcomes.OfType<HoldOutcome.KeyInFlight>().Count());
        await AssertBalance(Monthly(20), 0, 1);
    }

    [Fact]
    public async Task A_key_with_another_body_is_told_apart()
    {
        var charge = await Hold(Keyed());
        Assert.Equal(new HoldOutcome.KeyReused(charge), await Ask(Keyed(hash: "bb")));
        Assert.Equal(new HoldOutcome.KeyInFlight(charge, ChargeState.Held), await Ask(Keyed(hash: "AA")));
        await Hold(Keyed(scope: "lab generateVideo"));
        await Hold(Keyed("other"));
    }

    [Fact]
    public async Task A_refused_hold_leaves_no_key()
    {
        Assert.IsType<HoldOutcome.OverBudget>(await Ask(Keyed(hash: "aa", budgets: Monthly(0.5m))));
        await Hold(Keyed(hash: "bb"));
    }

    [Theory]
    [InlineData(ReleaseReason.Refused)]
    [InlineData(ReleaseReason.NotSent)]
    [InlineData(ReleaseReason.Absent)]
    public async Task A_released_charge_frees_its_key(object reason)
    {
        await Ledger.ReleaseAsync(await Hold(Keyed()), (ReleaseReason)reason, "why");
        await Hold(Keyed(hash: "bb"));
    }

    [Fact]
    public async Task A_charge_found_in_history_replays_without_an_answer()
    {
        var (charge, prediction) = (await Hold(Keyed()), NewPrediction());
        await Ledger.MarkUnknownAsync(charge, "cut");
        Assert.True(await Ledger.ClaimAsync(charge, prediction));
        Assert.Equal(new HoldOutcome.ReplayFound(charge, prediction), await Ask(Keyed()));
    }

    [Fact]
    public async Task A_key_is_kept_until_a_day_after_the_end()
    {
        var charge = await Hold(Keyed());
        await Ledger.RememberAsync(charge, NewPrediction(), Bytes("the answer"));
        Time.Advance(TimeSpan.FromDays(9));
        Assert.IsType<HoldOutcome.Replay>(await Ask(Keyed()));
        await Ledger.SettleAsync(charge, Failure());
        Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));
        Assert.IsType<HoldOutcome.Replay>(await Ask(Keyed()));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await Hold(Keyed(hash: "bb"));
    }

    [Fact]
    public async Task A_charge_in_review_keeps_its_key()
    {
        var charge = await Hold(Keyed());
        await Ledger.MarkUnknownAsync(charge, "cut");
        await Ledger.ReviewAsync(charge, "two teams could own it");
        Assert.Equal(new HoldOutcome.KeyInFlight(charge, ChargeState.Review), await Ask(Keyed()));
    }

    [Fact]
    public async Task An_answer_too_long_to_keep_is_rebuilt()
    {
        var (charge, prediction) = (await Hold(Keyed()), NewPrediction());
        await Ledger.RememberAsync(charge, prediction, new VendorBytes("application/json", new byte[VendorBytes.MaxKept + 1]));
        Assert.Equal(new HoldOutcome.ReplayFound(charge, prediction), await Ask(Keyed()));
        Assert.Null(await Views.AnswerAsync(charge, CancellationToken.None));
    }
}
