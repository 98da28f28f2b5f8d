using System.Diagnostics;
using Gateway.Ledger;
using Gateway.Storage;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Redis goes, hangs, forgets and remembers wrongly; no answer, no owner and no cent depends on it.</summary>
public sealed class RedisTroubleStories : ReplicaStory
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>As shipped: how long callers wait is the subject.</summary>
    private protected override TimeSpan Patience => RedisGate.Patience;

    [Theory]
    [InlineData("killed")]
    [InlineData("stopped")]
    [InlineData("flushed all the time")]
    public async Task Answers_stay_right_and_each_replica_asks_the_vendor_at_most_once_an_interval(string trouble)
    {
        var replicas = await StartReplicasAsync(3, settings => settings
            .Set("Predictions:PollInterval", "00:00:01").Set("Predictions:FollowInterval", "00:00:01").Set("Teams:studio:PollsPerMinute", "1000000"));
        var bought = await replicas[0].BuyAsync();
        foreach (var replica in replicas) await replica.PollAsync(bought.PredictionId);
        if (trouble == "killed") await Redis.KillAsync();
        if (trouble == "stopped") await Redis.FreezeAsync();
        var (before, clock, waits) = (replicas[0].Vendor.Job(bought.PredictionId).Polls, Stopwatch.StartNew(), new List<TimeSpan>());
        while (clock.Elapsed < 4 * Interval)
        {
            if (trouble.StartsWith("flushed", StringComparison.Ordinal)) await Redis.AskAsync("FLUSHALL");
            foreach (var replica in replicas)
            {
                var started = clock.Elapsed;
                Assert.Equal((200, "created"), Seen(await replica.PollAsync(bought.PredictionId)));
                waits.Add(clock.Elapsed - started);
            }
        }
        Assert.InRange(replicas[0].Vendor.Job(bought.PredictionId).Polls - before, 1, (replicas.Length * Math.Ceiling(clock.Elapsed / Interval)) + 3);
        Assert.InRange(waits.Order().ElementAt(waits.Count / 2), TimeSpan.Zero, TimeSpan.FromMilliseconds(250));

        replicas[0].Vendor.Complete(bought.PredictionId, 1.2m);
        foreach (var replica in replicas) await replica.PollUntilAsync(bought.PredictionId, "completed");
        var second = await replicas[1].BuyAsync();
        Assert.Equal((200, "created"), Seen(await replicas[2].PollAsync(second.PredictionId)));
        Assert.Equal(404, (await replicas[2].PollAsync(second.PredictionId, "lab")).Status);
        await replicas[0].UntilChargeAsync(bought.ChargeId, ChargeState.Settled);

        if (trouble == "killed") await Redis.StartAgainAsync();
        if (trouble == "stopped") await Redis.ThawAsync();
        foreach (var replica in replicas) await UntilRedisIsHeardAsync(replica);
        Assert.Equal((200, "created"), Seen(await replicas[0].PollAsync(second.PredictionId)));
    }

    [Fact]
    public async Task A_gateway_that_starts_without_Redis_serves_and_joins_when_it_comes()
    {
        var replicas = await StartReplicasAsync(1, settings => settings.Set("Predictions:PollInterval", "00:10:00"));
        await Redis.KillAsync();
        var second = await StartReplicaAsync(settings => settings.Set("Predictions:PollInterval", "00:10:00"));
        var bought = await second.BuyAsync();
        Assert.Equal((200, "created"), Seen(await replicas[0].PollAsync(bought.PredictionId)));
        await Redis.StartAgainAsync();
        foreach (var replica in new[] { replicas[0], second }) await UntilRedisIsHeardAsync(replica);
        await replicas[0].PollAsync(bought.PredictionId);
        replicas[0].Vendor.Complete(bought.PredictionId, 1.2m);
        await replicas[0].UntilChargeAsync(bought.ChargeId, ChargeState.Settled);
    }

    [Fact]
    public async Task An_old_snapshot_hides_no_verdict_even_when_the_vendor_does_not_say_it_again()
    {
        var replicas = await StartReplicasAsync(2, settings => settings.Set("Predictions:PollInterval", "00:00:01"));
        var bought = await replicas[0].BuyAsync();
        foreach (var replica in replicas) await replica.PollAsync(bought.PredictionId);
        Assert.Equal("+OK", await Redis.AskAsync("SAVE"));
        replicas[0].Vendor.Complete(bought.PredictionId, 1.2m);
        foreach (var replica in replicas) await replica.PollUntilAsync(bought.PredictionId, "completed");
        await replicas[0].UntilChargeAsync(bought.ChargeId, ChargeState.Settled);

        // Back to the moment when it ran; a replica that starts now hears of nothing else.
        await Redis.KillAsync();
        await Redis.StartAgainAsync();
        replicas[0].Vendor.EveryPoll = Polls.Missing;
        var late = await StartReplicaAsync(settings => settings.Set("Predictions:PollInterval", "00:00:01"));
        await UntilRedisIsHeardAsync(late);
        await late.PollUntilAsync(bought.PredictionId, "completed");
        foreach (var replica in replicas) Assert.Equal("completed", (await replica.PollAsync(bought.PredictionId)).VendorStatus);
    }

    [Fact]
    public async Task After_an_old_snapshot_a_new_replica_gives_the_verdict_without_asking_the_vendor_and_however_many_ask_at_once()
    {
        var replicas = await StartReplicasAsync(1, settings => settings.Set("Predictions:PollInterval", "00:00:00.01"));
        var bought = await replicas[0].BuyAsync();
        await replicas[0].PollAsync(bought.PredictionId);
        Assert.Equal("+OK", await Redis.AskAsync("SAVE"));
        replicas[0].Vendor.Complete(bought.PredictionId, 1.2m);
        await replicas[0].PollUntilAsync(bought.PredictionId, "completed");
        await replicas[0].UntilChargeAsync(bought.ChargeId, ChargeState.Settled);

        await Redis.KillAsync();
        await Redis.StartAgainAsync();
        var late = await StartReplicaAsync(settings => settings.Set("Predictions:PollInterval", "00:00:00.01"));
        await UntilRedisIsHeardAsync(late);
        var looks = replicas[0].Vendor.Job(bought.PredictionId).Polls;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => late.PollAsync(bought.PredictionId)));
        Assert.All(answers, answer => Assert.Equal((200, "completed"), Seen(answer)));
        Assert.Equal(looks, replicas[0].Vendor.Job(bought.PredictionId).Polls);
    }

    [Fact]
    public async Task Nonsense_and_lies_in_Redis_change_no_answer_and_move_no_money()
    {
        var replicas = await StartReplicasAsync(2, settings => settings.Set("Predictions:PollInterval", "00:00:00.5"));
        var (bought, other) = (await replicas[0].BuyAsync(), await replicas[0].BuyAsync(team: "lab"));
        await replicas[1].PollAsync(bought.PredictionId);
        var key = $"{Prefix(replicas[0])}prediction:{bought.PredictionId}";
        var lie = $$$"""{"data":{"id":"{{{bought.PredictionId}}}","status":"completed","price":40}}""";
        foreach (var command in new string[][]
        {
            ["SET", key, "no hash"],
            ["HSET", key, "o", "no owner", "f", "1", "b", "no json", "t", "no time", "w", "no wait"],
            ["HSET", key, "o", $"{bought.ChargeId}\nstudio", "f", "1", "b", "{}", "t", "99999999999999", "w", "99999999999999"],
            ["HSET", key, "o", $"{other.ChargeId}\nlab", "f", "1", "b", lie, "t", "99999999999999", "w", "99999999999999"],
            ["HSET", key, "o", $"{bought.ChargeId}\nstudio", "f", "0", "b", "{}", "t", "99999999999999", "w", "99999999999999"],
        })
        {
            await Redis.AskAsync("DEL", key);
            Assert.False((await Redis.AskAsync(command)).StartsWith('-'));
            var looks = replicas[0].Vendor.Job(bought.PredictionId).Polls;
            await replicas[0].UntilAsync(() => Task.FromResult(replicas[0].Vendor.Job(bought.PredictionId).Polls > looks + 2), "the vendor is asked all the same");
            foreach (var replica in replicas) Assert.Equal(404, (await replica.PollAsync(bought.PredictionId, "lab")).Status);
        }
        replicas[0].Vendor.Complete(bought.PredictionId, 1.2m);
        foreach (var replica in replicas) await replica.PollUntilAsync(bought.PredictionId, "completed");
        Assert.Equal(Usd.FromDollars(1.2m), (await replicas[0].UntilChargeAsync(bought.ChargeId, ChargeState.Settled)).SettledUsd);
        Assert.Equal(ChargeState.Submitted, (await replicas[0].ChargeAsync(other.ChargeId)).State);
    }

    private static string Prefix(GatewayFixture replica) =>
        ((RedisGate)replica.App.Services.GetService(typeof(RedisGate))!).Prefix;

    private static (int Status, string? VendorStatus) Seen(Answer answer) => (answer.Status, answer.VendorStatus);
}
