using System.Text.Json.Nodes;
using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Whose a prediction is, and what callers were told of it, under races.</summary>
public sealed class OwnershipRaceStories : Story
{
    [Fact]
    public async Task The_rightful_owner_sees_its_prediction_and_is_charged_after_such_a_look()
    {
        var gateway = await StartAsync();
        var ledger = gateway.App.Services.GetRequiredService<ILedger>();
        var (reply, look) = (new TaskCompletionSource(), new TaskCompletionSource());
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting, Submits.AcceptThenAnswerAfter(reply.Task));
        var studio = await gateway.SubmitAsync(Bodies.Video());

        // Studio's submit was lost; lab's, of the same fields and one more, is accepted and not yet answered.
        var labs = gateway.SubmitAsync(Bodies.Video().With("seed", 1), "lab");
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Jobs.Count == 1), "lab's job runs", TimeSpan.Zero);
        var id = gateway.Vendor.Jobs[0].Id;

        // The wrong claim that §5.3 allows for, and a look at it under way while the reply comes that takes it back.
        Assert.True(await ledger.ClaimAsync(new ChargeId(studio.ChargeId), new PredictionId(id)));
        gateway.Vendor.NextPolls(async (call, job) => { await look.Task; await Polls.Look(call, job); });
        var poll = gateway.PollAsync(id);
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Traffic.Polls.Count == 1), "studio looks", TimeSpan.Zero);
        reply.SetResult();
        var lab = await labs;
        gateway.Vendor.Complete(id, 1.2m);
        look.SetResult();
        await poll;
        var (foreign, own) = (await gateway.PollAsync(id), await gateway.PollAsync(id, "lab"));
        for (var i = 0; i < 90; i++)
        {
            gateway.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        var said = $"studio polls: {foreign.Status} {foreign.VendorStatus}; lab polls: {own.Status}; studio's charge: {(await gateway.ChargeAsync(studio.ChargeId)).State}"
            + $" {(await gateway.ChargeAsync(studio.ChargeId)).SettledUsd}; lab's charge after 90 s: {(await gateway.ChargeAsync(lab.ChargeId)).State}";
        Assert.True(said == "studio polls: 404 ; lab polls: 200; studio's charge: Released 0; lab's charge after 90 s: Settled", said);
    }

    [Fact]
    public async Task A_job_that_came_while_the_history_was_read_is_not_given_to_the_other_team()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting);
        var studio = await gateway.SubmitAsync(Bodies.Video());
        Answer? lab = null;
        gateway.Vendor.History.BeforeNextPage = async () =>
        {
            gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
            lab = await gateway.SubmitAsync(Bodies.Video(), "lab");
        };
        await gateway.UntilAsync(async () => lab is not null && (await gateway.ChargeAsync(studio.ChargeId)).State != ChargeState.Unknown, "studio's charge moved");
        Assert.Equal(ChargeState.Review, (await gateway.ChargeAsync(studio.ChargeId)).State);
    }

    [Fact]
    public async Task A_verdict_that_was_shown_does_not_turn_back_because_the_worker_was_behind()
    {
        var gateway = await StartAsync(settings => settings.Set("Predictions:MaxFollows", "1"));
        var gate = new TaskCompletionSource();
        var first = await gateway.BuyAsync();
        gateway.Advance(TimeSpan.FromMilliseconds(20));
        var second = await gateway.BuyAsync();
        var lagging = false;
        gateway.Vendor.EveryPoll = async (call, job) =>
        {
            if (job!.Id == first.PredictionId) await gate.Task;
            if (job.Id == second.PredictionId && lagging)
            {
                job.CountPoll();
                await call.JsonAsync(200, Envelope.Of(new JsonObject { ["id"] = job.Id, ["status"] = "processing" }));
            }
            else await Polls.Look(call, job);
        };

        // The worker has both in hand and waits for the vendor's answer about the first.
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Traffic.Polls.Count == 1), "the worker looks");
        gateway.Vendor.Complete(second.PredictionId, 1.2m);
        Assert.Equal("completed", (await gateway.PollAsync(second.PredictionId)).VendorStatus);
        Assert.Equal(ChargeState.Settled, (await gateway.ChargeAsync(second.ChargeId)).State);

        // One of the vendor's replicas is behind when the worker comes to the second.
        lagging = true;
        gate.SetResult();
        for (var i = 0; i < 100; i++) await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal("completed", (await gateway.PollAsync(second.PredictionId)).VendorStatus);
    }
}
