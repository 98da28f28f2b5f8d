using System.Diagnostics;
using Gateway.RateLimits;
using Gateway.Tests.Servers;
using Gateway.Tests.Storage;
using Xunit;

namespace Gateway.Tests.RateLimits;

public sealed class RedisRateBucketsTests : RateBucketsContract
{
    private static readonly BucketId Studio = new(RateKind.Polls, new TeamId("studio"));

    private RedisServer _server = null!;
    private RedisReplica _replica = null!;

    private protected override async Task<IRateBuckets> StartAsync()
    {
        _server = await RedisServer.StartAsync(asProcess: true);
        _replica = await RedisReplica.ConnectAsync(_server);
        return Buckets(_replica);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_replica is not null) await _replica.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task All_replicas_give_out_of_one_bucket()
    {
        await using var other = await RedisReplica.ConnectAsync(_server);
        var clock = Stopwatch.StartNew();
        IRateBuckets[] replicas = [Buckets(_replica), Buckets(other)];
        var takes = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i => await replicas[i % 2].TakeAsync(Studio, 60)));
        Assert.InRange(takes.Count(take => take.IsAllowed), 60, 61 + clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task Without_Redis_each_replica_gives_out_its_share_and_then_all_of_it_together_again()
    {
        var buckets = Buckets(_replica, replicas: 3);
        Assert.True((await buckets.TakeAsync(Studio, 60)).IsAllowed);
        await _server.KillAsync();
        var clock = Stopwatch.StartNew();
        var allowed = 0;
        for (var i = 0; i < 90; i++) allowed += (await buckets.TakeAsync(Studio, 60)).IsAllowed ? 1 : 0;
        Assert.InRange(allowed, 20, 21 + (clock.Elapsed.TotalSeconds / 3));
        await _server.StartAgainAsync();
        await _replica.UntilHeardAsync();
        Assert.InRange((await buckets.TakeAsync(Studio, 60)).Remaining, 58, 59);
    }

    [Fact]
    public async Task A_limit_smaller_than_the_number_of_replicas_shuts_nobody_out()
    {
        var buckets = Buckets(_replica, replicas: 10);
        await _server.KillAsync();
        Assert.True((await buckets.TakeAsync(Studio, 2)).IsAllowed);
        Assert.False((await buckets.TakeAsync(Studio, 2)).IsAllowed);
    }

    [Fact]
    public async Task A_bucket_from_the_future_is_only_an_empty_one()
    {
        var key = $"{_replica.Gate.Prefix}rate:{Studio.Kind}:{Studio.Team}";
        await _server.AskAsync("SET", key, "99999999999999999");
        Assert.InRange((await Buckets(_replica).TakeAsync(Studio, 60)).RetryAfter.TotalSeconds, 0.5, 1);
        await _server.AskAsync("SET", key, "no number");
        Assert.True((await Buckets(_replica).TakeAsync(Studio, 60)).IsAllowed);
    }

    private static RedisRateBuckets Buckets(RedisReplica replica, int replicas = 1) => new(replica.Gate, new RateLimitsOptions(replicas), TimeProvider.System);
}
