using System.Diagnostics;
using Gateway.Ledger;
using Gateway.Ledger.Writing;
using Gateway.Predictions;
using Gateway.Tests.Servers;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Several gateways answer as one, and the vendor hardly notices that there are several.</summary>
public sealed class ReplicaStories : ReplicaStory
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_thousand_pollers_over_three_replicas_cost_the_vendor_one_look_an_interval()
    {
        var replicas = await StartReplicasAsync(3, settings => settings.Set("Predictions:PollInterval", "00:00:01").Set("Predictions:FollowInterval", "00:00:05"));
        var bought = await replicas[0].BuyAsync();
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 1_000).Select(async i =>
        {
            do Assert.Equal(200, (await replicas[i % 3].PollAsync(bought.PredictionId)).Status);
            while (clock.Elapsed < 4 * Interval);
        }));
        Assert.InRange(replicas[0].Vendor.Job(bought.PredictionId).Polls, 1, Math.Ceiling(clock.Elapsed / Interval) + 3);
        replicas[0].Vendor.Complete(bought.PredictionId, 1.2m);
        foreach (var replica in replicas) await replica.PollUntilAsync(bought.PredictionId, "completed");
        await replicas[0].UntilChargeAsync(bought.ChargeId, ChargeState.Settled);
    }

    [Fact]
    public async Task Another_replicas_prediction_is_seen_at_once_without_the_ledger_and_without_the_vendor()
    {
        CountingViews? views = null;
        var replicas = await StartReplicasAsync(1, Slow);
        var second = await StartReplicaAsync(settings =>
        {
            Slow(settings);
            var join = settings.Services!;
            settings.Services = services =>
            {
                join(services);
                services.AddSingleton<ILedgerViews>(provider => views = new CountingViews(provider.GetRequiredService<BatchedLedger>().Views));
            };
        });
        await UntilRedisIsHeardAsync(second);
        var bought = await replicas[0].BuyAsync();
        await replicas[0].PollAsync(bought.PredictionId);
        var (reads, looks) = (views!.Reads, replicas[0].Vendor.Traffic.Polls.Count);
        Assert.Equal((200, "created"), Seen(await second.PollAsync(bought.PredictionId)));
        Assert.Equal(404, (await second.PollAsync(bought.PredictionId, "lab")).Status);
        Assert.Equal((reads, looks), (views.Reads, replicas[0].Vendor.Traffic.Polls.Count));
    }

    [Fact]
    public async Task A_verdict_one_replica_learns_is_everybodys_at_once()
    {
        var replicas = await StartReplicasAsync(3, settings => settings.Set("Predictions:PollInterval", "00:10:00"));
        var bought = await replicas[0].BuyAsync();

        // All have seen it run, and will not ask about it again for ten minutes. The worker of one of them will.
        foreach (var replica in replicas) Assert.Equal("created", (await replica.PollAsync(bought.PredictionId)).VendorStatus);
        replicas[0].Vendor.Complete(bought.PredictionId, 1.2m);
        foreach (var replica in replicas) await replica.PollUntilAsync(bought.PredictionId, "completed");
        Assert.Equal(ChargeState.Settled, (await replicas[0].ChargeAsync(bought.ChargeId)).State);
    }

    [Fact]
    public async Task Whoever_waits_for_a_verdict_is_woken_whichever_replica_learns_it()
    {
        var replicas = await StartReplicasAsync(3, settings => settings.Set("Predictions:PollInterval", "00:10:00"));
        var bought = await replicas[0].BuyAsync();
        var waits = replicas.Select(replica => WaitAsync(replica, bought.PredictionId)).ToArray();
        await replicas[0].UntilAsync(
            () => Task.FromResult(replicas.All(replica => replica.App.Services.GetRequiredService<Waiters>().Count == 1)), "all wait");
        replicas[0].Vendor.Complete(bought.PredictionId, 1.2m);
        var answers = await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.All(answers, answer => Assert.Equal((200, "completed"), Seen(answer)));
    }

    [Fact]
    public async Task All_replicas_count_a_teams_submits_together()
    {
        var replicas = await StartReplicasAsync(3, settings => settings.Set("Teams:studio:RequestsPerMinute", "6").Unlimited("studio"));
        var answers = new List<int>();
        for (var i = 0; i < 12; i++) answers.Add((await replicas[i % 3].SubmitAsync(Bodies.Video())).Status);
        Assert.Equal(Enumerable.Repeat(200, 6), answers.Take(6));
        Assert.InRange(answers.Count(status => status == 200), 6, 7);
    }

    [Fact]
    public async Task The_rightful_owner_is_known_to_every_replica_whether_or_not_they_hear_each_other()
    {
        foreach (var heard in new[] { true, false })
        {
            var replicas = await StartReplicasAsync(2, settings =>
            {
                Slow(settings);
                settings.Set("Predictions:AbsentAfter", "01:00:00").Set("Predictions:PollInterval", "00:00:00.5");
            });
            var vendor = replicas[0].Vendor;
            var ledger = replicas[0].App.Services.GetRequiredService<ILedger>();
            var reply = new TaskCompletionSource();
            vendor.NextSubmits(Submits.LoseWithoutAccepting, Submits.AcceptThenAnswerAfter(reply.Task));
            var studio = await replicas[0].SubmitAsync(Bodies.Video());
            var labs = replicas[0].SubmitAsync(Bodies.Video().With("seed", 1), "lab");
            await replicas[0].UntilAsync(() => Task.FromResult(vendor.Jobs.Count == 1), "lab's job runs");
            var id = vendor.Jobs[0].Id;

            // The wrong claim that is allowed for, seen and settled by the other replica, before the reply comes that takes it back.
            Assert.True(await ledger.ClaimAsync(new ChargeId(studio.ChargeId), new PredictionId(id)));
            vendor.Complete(id, 1.2m);
            Assert.Equal("completed", (await replicas[1].PollAsync(id)).VendorStatus);
            if (!heard) await Redis.KillAsync();
            reply.SetResult();
            var lab = await labs;
            Assert.Equal(200, lab.Status);
            foreach (var replica in replicas)
            {
                Assert.Equal(404, (await replica.PollAsync(id)).Status);
                Assert.Equal((200, "completed"), Seen(await replica.PollUntilAsync(id, "completed", "lab")));
            }
            await replicas[0].UntilChargeAsync(lab.ChargeId, ChargeState.Settled);
            Assert.Equal(0m, (await replicas[0].BudgetAsync()).Spent);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_verdict_nobody_told_is_given_by_a_replica_that_leaves_the_vendor_alone(bool claimed)
    {
        var replicas = await StartReplicasAsync(2, settings =>
        {
            Slow(settings);
            settings.Set("Predictions:PollInterval", "00:00:00.5");
        });
        await Redis.KillAsync();
        var vendor = replicas[0].Vendor;
        if (claimed) vendor.NextSubmits(Submits.AcceptThenLoseReply);
        var bought = await replicas[0].SubmitAsync(Bodies.Video());
        var id = vendor.Jobs[0].Id;
        if (claimed) Assert.True(await replicas[0].App.Services.GetRequiredService<ILedger>().ClaimAsync(new ChargeId(bought.ChargeId), new PredictionId(id)));
        Assert.Equal(200, (await replicas[1].PollAsync(id)).Status);

        // After many looks that failed.
        var cache = replicas[1].App.Services.GetRequiredService<StatusCache>();
        cache.Put(cache.InMemory(new PredictionId(id))! with { Failures = 10, LookedAt = replicas[1].Settings.Time.GetTimestamp() });
        vendor.Complete(id, 1.2m);
        await replicas[0].PollUntilAsync(id, "completed");
        await replicas[0].UntilChargeAsync(bought.ChargeId, ChargeState.Settled);
        vendor.EveryPoll = Polls.BadGateway;
        var looks = vendor.Traffic.Polls.Count;
        await replicas[1].PollUntilAsync(id, "completed");
        Assert.Equal(looks, vendor.Traffic.Polls.Count);
    }

    private static Task<Answer> WaitAsync(GatewayFixture gateway, string id)
    {
        var request = gateway.Request(HttpMethod.Get, $"/api/v1/model/prediction/{id}");
        request.Headers.TryAddWithoutValidation("Prefer", "wait=60");
        return gateway.SendAsync(request);
    }

    private static (int Status, string? VendorStatus) Seen(Answer answer) => (answer.Status, answer.VendorStatus);

    /// <summary>Nobody asks the vendor by himself while the story lasts.</summary>
    private static void Slow(GatewaySettings settings) => settings.Set("Predictions:PollInterval", "00:10:00").Set("Predictions:FollowInterval", "00:10:00");
}
