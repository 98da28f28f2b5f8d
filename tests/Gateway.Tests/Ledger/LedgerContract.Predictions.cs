using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private async Task<(ChargeId Charge, PredictionId Prediction)> Claimed(decimal hold = 1)
    {
        var (charge, prediction) = (await Hold(hold), NewPrediction());
        await Ledger.MarkUnknownAsync(charge, "cut");
        Assert.True(await Ledger.ClaimAsync(charge, prediction));
        return (charge, prediction);
    }

    [Fact]
    public async Task A_reply_is_remembered_once()
    {
        var (charge, prediction) = (await Hold(), NewPrediction());
        Assert.Equal(new RememberOutcome(), await Ledger.RememberAsync(charge, prediction, Bytes("first")));
        Assert.Equal(new RememberOutcome(), await Ledger.RememberAsync(charge, prediction, Bytes("second")));
        await RestartAsync();
        var found = await Views.FindAsync(prediction, CancellationToken.None);
        Assert.Equal((charge, ChargeState.Submitted, false), (found!.Id, found.State, found.Claimed));
        Assert.Equal("first", Text(await Views.AnswerAsync(charge, CancellationToken.None)));
        Assert.False(await Ledger.ReleaseAsync(charge, ReleaseReason.NotSent, "no"));
    }

    [Fact]
    public async Task A_reply_that_comes_after_all_ends_the_doubt()
    {
        var (charge, prediction) = (await Hold(), NewPrediction());
        await Ledger.MarkUnknownAsync(charge, "cut");
        Assert.Equal("cut", (await Find(charge)).Note);
        await Ledger.RememberAsync(charge, prediction, Bytes("late"));
        await Ledger.MarkUnknownAsync(charge, "too late");
        Assert.Equal((ChargeState.Submitted, prediction), ((await Find(charge)).State, (await Find(charge)).Prediction));
    }

    [Fact]
    public async Task A_reply_brings_a_charge_back_from_review()
    {
        var charge = await Hold();
        await Ledger.MarkUnknownAsync(charge, "cut");
        await Ledger.ReviewAsync(charge, "two teams");
        await Ledger.RememberAsync(charge, NewPrediction(), Bytes("late"));
        Assert.Equal(ChargeState.Submitted, (await Find(charge)).State);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("review")]
    [InlineData("settled")]
    [InlineData("failed")]
    [InlineData("late")]
    public async Task A_direct_reply_takes_the_prediction_back_from_a_wrong_claim(string end)
    {
        var (wrong, prediction) = await Claimed(2);
        if (end == "review") await Ledger.ReviewAsync(wrong, "stuck");
        if (end == "settled") await Ledger.SettleAsync(wrong, Success());
        if (end == "failed") await Ledger.SettleAsync(wrong, Failure());
        if (end == "late") await Ledger.SettleAsync(wrong, Failure("timeout"));
        if (end is "late" or "settled") await Ledger.SettleAsync(wrong, Success(5, "not yours"));
        var right = await Hold(1);
        Assert.Equal(new RememberOutcome(wrong), await Ledger.RememberAsync(right, prediction, Bytes("mine")));
        Assert.Equal(new RememberOutcome(), await Ledger.RememberAsync(right, prediction, Bytes("mine")));
        var lost = await Find(wrong);
        Assert.Equal((ChargeState.Unknown, null, false), (lost.State, lost.Prediction, lost.Claimed));
        Assert.Equal((Usd.Zero, PriceSource.None, null), (lost.SettledUsd, lost.PriceSource, lost.EndedAt));
        Assert.Null(await Views.AnswerAsync(wrong, CancellationToken.None));
        Assert.Equal(right, (await Views.FindAsync(prediction, CancellationToken.None))!.Id);
        await AssertBalance(Spent, 0, 3);

        // It begins anew: found again, settled again, corrected again.
        Assert.True(await Ledger.ClaimAsync(wrong, NewPrediction()));
        await Ledger.SettleAsync(wrong, Success());
        Assert.True((await Ledger.SettleAsync(wrong, Success(1.5m))).Moved);
        await AssertBalance(Spent, 1.5m, 1);
    }

    [Fact]
    public async Task An_operators_word_outlives_a_wrong_claim()
    {
        var (wrong, prediction) = await Claimed(2);
        await Ledger.ResolveAsync(wrong, Dollars(0.5m), Oncall);
        var right = await Hold(1);
        Assert.Equal(wrong, (await Ledger.RememberAsync(right, prediction, Bytes("mine"))).TakenFrom);
        var charge = await Find(wrong);
        Assert.Equal((ChargeState.Settled, Dollars(0.5m), null), (charge.State, charge.SettledUsd, charge.Prediction));
    }

    [Fact]
    public async Task A_wrong_claim_of_a_charge_taken_for_absent_leaves_it_absent()
    {
        var (wrong, prediction) = (await Hold(2), NewPrediction());
        await Ledger.ReleaseAsync(wrong, ReleaseReason.Absent, "not there");
        Assert.True(await Ledger.ClaimAsync(wrong, prediction));
        Assert.True((await Ledger.SettleAsync(wrong, Success(2))).Moved);
        await Ledger.RememberAsync(await Hold(1), prediction, Bytes("mine"));
        var charge = await Find(wrong);
        Assert.Equal((ChargeState.Released, Usd.Zero, null), (charge.State, charge.SettledUsd, charge.Prediction));
        await AssertBalance(Spent, 0, 1);
    }

    [Fact]
    public async Task A_reply_confirms_a_right_claim()
    {
        var (charge, prediction) = await Claimed();
        await Ledger.RememberAsync(charge, prediction, Bytes("indeed"));
        Assert.False((await Find(charge)).Claimed);
        Assert.Equal("indeed", Text(await Views.AnswerAsync(charge, CancellationToken.None)));
        Assert.True((await Ledger.RememberAsync(await Hold(), prediction, Bytes("no"))).Conflict);
    }

    [Fact]
    public async Task A_reply_that_names_another_job_reverses_the_charges_own_claim()
    {
        var (charge, guessed) = await Claimed(2);
        await Ledger.SettleAsync(charge, Success(9));
        var told = NewPrediction();
        Assert.Equal(new RememberOutcome(), await Ledger.RememberAsync(charge, told, Bytes("told")));
        var now = await Find(charge);
        Assert.Equal((ChargeState.Submitted, told, false), (now.State, now.Prediction, now.Claimed));
        Assert.Null(await Views.FindAsync(guessed, CancellationToken.None));
        Assert.Equal("told", Text(await Views.AnswerAsync(charge, CancellationToken.None)));
        await AssertBalance(Spent, 0, 2);
    }

    [Fact]
    public async Task Two_replies_with_one_prediction_send_the_second_charge_to_review()
    {
        var (first, prediction) = await Submitted();
        var second = await Hold();
        Assert.True((await Ledger.RememberAsync(second, prediction, Bytes("again"))).Conflict);
        Assert.True((await Ledger.RememberAsync(second, prediction, Bytes("again"))).Conflict);
        Assert.Equal((ChargeState.Review, null), ((await Find(second)).State, (await Find(second)).Prediction));
        Assert.Equal(first, (await Views.FindAsync(prediction, CancellationToken.None))!.Id);
    }

    [Fact]
    public async Task Two_predictions_for_one_charge_send_it_to_review()
    {
        var (charge, prediction) = await Submitted();
        Assert.True((await Ledger.RememberAsync(charge, NewPrediction(), Bytes("another"))).Conflict);
        Assert.Equal((ChargeState.Review, prediction), ((await Find(charge)).State, (await Find(charge)).Prediction));
    }

    [Fact]
    public async Task A_claim_waits_while_the_same_body_is_still_being_sent()
    {
        var lost = await Hold(Request(body: "same"));
        await Ledger.MarkUnknownAsync(lost, "cut");
        Time.Advance(TimeSpan.FromSeconds(10));
        await Hold(Request(body: "same"));
        await Hold(Request(body: "different"));
        Assert.False(await Ledger.ClaimAsync(lost, NewPrediction()));
        Time.Advance(TimeSpan.FromSeconds(30));
        Assert.True(await Ledger.ClaimAsync(lost, NewPrediction()));
    }

    [Fact]
    public async Task A_claim_is_refused_where_there_is_an_owner_or_an_id_or_an_end()
    {
        var (_, taken) = await Submitted();
        var (claimed, _) = await Claimed();
        var lost = await Hold(Request(body: "lost"));
        Assert.False(await Ledger.ClaimAsync(lost, NewPrediction()));
        await Ledger.MarkUnknownAsync(lost, "cut");
        Assert.False(await Ledger.ClaimAsync(lost, taken));
        Assert.False(await Ledger.ClaimAsync(claimed, NewPrediction()));
        await Ledger.ReleaseAsync(lost, ReleaseReason.Refused, "it said no");
        Assert.False(await Ledger.ClaimAsync(lost, NewPrediction()));
    }
}
