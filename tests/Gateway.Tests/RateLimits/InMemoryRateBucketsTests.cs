using Gateway.RateLimits;
using Xunit;

namespace Gateway.Tests.RateLimits;

public sealed class InMemoryRateBucketsTests : RateBucketsContract
{
    private static readonly BucketId Studio = new(RateKind.Polls, new TeamId("studio"));

    private protected override Task<IRateBuckets> StartAsync() => Task.FromResult<IRateBuckets>(new InMemoryRateBuckets(TimeProvider.System));

    [Fact]
    public void One_token_flows_back_in_its_share_of_a_minute()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
        var buckets = new InMemoryRateBuckets(time);
        for (var i = 0; i < 60; i++) Assert.True(buckets.Take(Studio, 60).IsAllowed);
        var refused = buckets.Take(Studio, 60);
        Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1)), (refused.RetryAfter, refused.FullIn));
        time.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(buckets.Take(Studio, 60).IsAllowed);
        time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(buckets.Take(Studio, 60).IsAllowed);
        Assert.False(buckets.Take(Studio, 60).IsAllowed);
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(59, buckets.Take(Studio, 60).Remaining);
    }
}
