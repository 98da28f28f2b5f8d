using System.Diagnostics;
using Gateway.RateLimits;
using Xunit;

namespace Gateway.Tests.RateLimits;

/// <summary>What buckets promise, wherever they are counted. By the real clock: Redis has no other.</summary>
public abstract class RateBucketsContract : IAsyncLifetime
{
    private static readonly BucketId Studio = new(RateKind.Submits, new TeamId("studio"));

    private IRateBuckets _buckets = null!;

    private protected abstract Task<IRateBuckets> StartAsync();

    public async ValueTask InitializeAsync() => _buckets = await StartAsync();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_minutes_quota_may_come_at_once_and_no_more()
    {
        var clock = Stopwatch.StartNew();
        var allowed = 0;
        for (var i = 0; i < 90; i++) allowed += (await _buckets.TakeAsync(Studio, 60)).IsAllowed ? 1 : 0;
        Assert.InRange(allowed, 60, 61 + clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task A_hundred_callers_at_once_get_exactly_the_quota()
    {
        var clock = Stopwatch.StartNew();
        var takes = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(async () => await _buckets.TakeAsync(Studio, 40))));
        Assert.InRange(takes.Count(take => take.IsAllowed), 40, 41 + clock.Elapsed.TotalSeconds);
    }

    [Fact]
    public async Task What_is_left_is_told()
    {
        Assert.Equal(2, (await _buckets.TakeAsync(Studio, 3)).Remaining);
        Assert.Equal(1, (await _buckets.TakeAsync(Studio, 3)).Remaining);
        var last = await _buckets.TakeAsync(Studio, 3);
        Assert.Equal((true, 3, 0), (last.IsAllowed, last.Quota, last.Remaining));
        Assert.InRange(last.FullIn.TotalSeconds, 40, 60);
        var refused = await _buckets.TakeAsync(Studio, 3);
        Assert.Equal((false, 0), (refused.IsAllowed, refused.Remaining));
        Assert.InRange(refused.RetryAfter.TotalSeconds, 1, 20);
    }

    [Fact]
    public async Task What_was_used_flows_back()
    {
        const int quota = 1200;
        while ((await _buckets.TakeAsync(Studio, quota)).IsAllowed) { }
        var allowed = false;
        for (var clock = Stopwatch.StartNew(); !allowed && clock.Elapsed < TimeSpan.FromSeconds(20);)
            allowed = (await _buckets.TakeAsync(Studio, quota)).IsAllowed;
        Assert.True(allowed);
    }

    [Fact]
    public async Task A_refused_request_takes_nothing()
    {
        Assert.True((await _buckets.TakeAsync(Studio, 1)).IsAllowed);
        var first = await _buckets.TakeAsync(Studio, 1);
        var second = await _buckets.TakeAsync(Studio, 1);
        Assert.True(second.RetryAfter <= first.RetryAfter);
    }

    [Fact]
    public async Task Submits_do_not_wait_for_polls_and_no_team_for_another()
    {
        Assert.True((await _buckets.TakeAsync(Studio, 1)).IsAllowed);
        Assert.False((await _buckets.TakeAsync(Studio, 1)).IsAllowed);
        Assert.True((await _buckets.TakeAsync(Studio with { Kind = RateKind.Polls }, 1)).IsAllowed);
        Assert.True((await _buckets.TakeAsync(Studio with { Team = new TeamId("lab") }, 1)).IsAllowed);
    }

    [Fact]
    public async Task A_changed_quota_finds_the_bucket_as_full_as_it_was()
    {
        for (var i = 0; i < 300; i++) await _buckets.TakeAsync(Studio, 600);
        Assert.InRange((await _buckets.TakeAsync(Studio, 60)).Remaining, 29, 45);
        Assert.InRange((await _buckets.TakeAsync(Studio, 6000)).Remaining, 2850, 4500);
    }
}
