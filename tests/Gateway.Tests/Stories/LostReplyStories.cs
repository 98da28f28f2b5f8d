using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The vendor may have taken the job and the gateway cannot know: the money stays set aside until there is evidence.</summary>
public sealed class LostReplyStories : Story
{
    public static TheoryData<string, int> Losses => new()
    {
        { nameof(Submits.AcceptThenLoseReply), 502 }, { nameof(Submits.AcceptThenCutReply), 502 }, { nameof(Submits.AcceptThenBadGateway), 502 },
    };

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_job_whose_reply_was_lost_is_found_in_the_vendors_history_and_charged(string how, int status)
    {
        var gateway = await StartAsync();
        gateway.Vendor.History.AddedDefaults["watermark"] = false;
        gateway.Vendor.NextSubmits(typeof(Submits).GetMethod(how)!.CreateDelegate<SubmitStep>());
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(status, answer.Status);
        Assert.Equal(ChargeState.Unknown, (await gateway.ChargeAsync(answer.ChargeId)).State);
        Assert.InRange((await gateway.BudgetAsync()).Held, Bodies.VideoUsd, Bodies.RoomForFour / 4);
        gateway.Vendor.Complete(Assert.Single(gateway.Vendor.Jobs).Id, 1.22m);
        var charge = await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Settled);
        Assert.Equal((gateway.Vendor.Jobs[0].Id, "1.22", true), (charge.Prediction?.Value, charge.SettledUsd.ToString(), charge.Claimed));
        Assert.Equal(200, (await gateway.PollAsync(gateway.Vendor.Jobs[0].Id)).Status);
        Assert.Single(gateway.Vendor.Traffic.Submits);
    }

    [Theory]
    [InlineData(nameof(Submits.LoseWithoutAccepting))]
    [InlineData(nameof(Submits.BadGatewayWithoutAccepting))]
    public async Task A_job_the_vendor_never_took_is_held_until_its_history_has_been_read_twice_and_then_let_go(string how)
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(typeof(Submits).GetMethod(how)!.CreateDelegate<SubmitStep>());
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(502, answer.Status);
        gateway.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(ChargeState.Unknown, (await gateway.ChargeAsync(answer.ChargeId)).State);
        var charge = await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Released);
        Assert.Equal(ReleaseReason.Absent, charge.ReleaseReason);
        Assert.True(gateway.Vendor.Traffic.Count("/api/v1/model/history") >= 2);
        Assert.Equal(0m, (await gateway.BudgetAsync()).Held);
    }

    [Fact]
    public async Task A_history_that_cannot_be_read_lets_nothing_go()
    {
        var gateway = await StartAsync();
        gateway.Vendor.History.FailNextPages(1_000);
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting);
        var answer = await gateway.SubmitAsync(Bodies.Video());
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Traffic.Count("/api/v1/model/history") >= 3), "history was tried", TimeSpan.FromSeconds(10));
        Assert.Equal(ChargeState.Unknown, (await gateway.ChargeAsync(answer.ChargeId)).State);
        gateway.Vendor.History.FailNextPages(0);
        await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Released);
    }

    [Fact]
    public async Task A_job_that_shows_up_after_it_was_taken_for_absent_is_charged_once()
    {
        var gateway = await StartAsync();
        gateway.Vendor.OnAccept = job => job.InHistory = false;
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        var answer = await gateway.SubmitAsync(Bodies.Video());
        await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Released);
        var job = gateway.Vendor.Complete(gateway.Vendor.Jobs[0].Id, 1.21m);
        job.InHistory = true;
        // A second lost reply of the same model makes somebody read the history again.
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting);
        await gateway.SubmitAsync(Bodies.Video("another"));
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Spent == 1.21m, "the late job is charged");
        Assert.Equal(job.Id, (await gateway.ChargeAsync(answer.ChargeId)).Prediction?.Value);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_identical_orders_with_one_reply_lost_both_end_right(bool bodyAsText)
    {
        var gateway = await StartAsync();
        var gate = new TaskCompletionSource();
        gateway.Vendor.History.BodyAsText = bodyAsText;
        gateway.Vendor.NextSubmits(Submits.AcceptThenAnswerAfter(gate.Task), Submits.AcceptThenLoseReply);
        var slow = gateway.SubmitAsync(Bodies.Video());
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Jobs.Count == 1), "the first is with the vendor", TimeSpan.Zero);
        var lost = await gateway.SubmitAsync(Bodies.Video());
        gate.SetResult();
        var answered = await slow;
        Assert.Equal(gateway.Vendor.Jobs[0].Id, answered.PredictionId);
        gateway.Vendor.Complete(gateway.Vendor.Jobs[0].Id, 1.1m);
        gateway.Vendor.Complete(gateway.Vendor.Jobs[1].Id, 1.2m);
        Assert.Equal("1.1", (await gateway.UntilChargeAsync(answered.ChargeId, ChargeState.Settled)).SettledUsd.ToString());
        var found = await gateway.UntilChargeAsync(lost.ChargeId, ChargeState.Settled);
        Assert.Equal((gateway.Vendor.Jobs[1].Id, "1.2"), (found.Prediction?.Value, found.SettledUsd.ToString()));
    }

    [Fact]
    public async Task Two_teams_that_could_both_own_a_job_are_decided_by_a_person()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply, Submits.LoseWithoutAccepting);
        var studio = await gateway.SubmitAsync(Bodies.Video());
        var lab = await gateway.SubmitAsync(Bodies.Video(), "lab");
        await gateway.UntilChargeAsync(studio.ChargeId, ChargeState.Review);
        await gateway.UntilChargeAsync(lab.ChargeId, ChargeState.Review);
        Assert.True((await gateway.BudgetAsync()).Held > 0 && (await gateway.BudgetAsync("lab")).Held > 0);
    }

    [Fact]
    public async Task A_caller_that_hangs_up_while_the_vendor_thinks_still_pays_for_what_it_ordered()
    {
        var gateway = await StartAsync();
        var gate = new TaskCompletionSource();
        gateway.Vendor.NextSubmits(Submits.AcceptThenAnswerAfter(gate.Task));
        using var patience = new CancellationTokenSource();
        var call = gateway.SubmitAsync(Bodies.Video(), cancellationToken: patience.Token);
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Jobs.Count == 1), "the order is with the vendor", TimeSpan.Zero);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        gate.SetResult();
        await gateway.UntilAsync(async () => (await gateway.LedgerAsync()).Single().State == ChargeState.Submitted, "the id is remembered", TimeSpan.Zero);
        Assert.False((await gateway.LedgerAsync()).Single().Claimed);
        gateway.Vendor.Complete(gateway.Vendor.Jobs[0].Id, 1.19m);
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Spent == 1.19m, "it is charged");
    }

    [Fact]
    public async Task A_vendor_that_does_not_answer_in_time_is_a_504_that_names_the_charge()
    {
        var gateway = await StartAsync(settings => settings.RealTime().Set("Atlas:SubmitTimeout", "00:00:01"));
        gateway.Vendor.NextSubmits(Submits.AcceptThenAnswerAfter(new TaskCompletionSource().Task));
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal((504, ChargeState.Unknown), (answer.Status, (await gateway.ChargeAsync(answer.ChargeId)).State));
        Assert.NotNull(answer.Member("chargeId"));
        gateway.Vendor.Complete(gateway.Vendor.Jobs[0].Id, 1.2m);
        Assert.True((await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Settled)).Claimed);
    }

    [Fact]
    public async Task A_job_goes_to_the_request_that_says_most_of_it_and_not_to_an_older_one_that_says_less()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting, Submits.AcceptThenLoseReply);
        var less = await gateway.SubmitAsync(Bodies.Image("a copy"), operation: "generateImage");
        var more = await gateway.SubmitAsync(Bodies.Image("a copy", sync: true), operation: "generateImage");
        var job = Assert.Single(gateway.Vendor.Jobs);
        gateway.Vendor.Complete(job.Id, 0.08m);
        var settled = await gateway.UntilChargeAsync(more.ChargeId, ChargeState.Settled);
        Assert.Equal((job.Id, "0.08"), (settled.Prediction?.Value, settled.SettledUsd.ToString()));
        Assert.Equal(ReleaseReason.Absent, (await gateway.UntilChargeAsync(less.ChargeId, ChargeState.Released)).ReleaseReason);
    }
}
