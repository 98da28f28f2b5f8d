using Gateway.Http;
using Gateway.Storage;
using StackExchange.Redis;

namespace Gateway.RateLimits;

/// <summary>The buckets all replicas share, by Redis's clock. While Redis is not heard, each replica gives out its own share of a limit.</summary>
internal sealed class RedisRateBuckets(RedisGate gate, RateLimitsOptions options, TimeProvider time) : IRateBuckets
{
    private static readonly RedisScript Script = RedisScript.Load("RateLimits/take.lua");
    private static readonly RedisValue WindowMicroseconds = (long)TokenBucket.Window.TotalMicroseconds;

    private readonly InMemoryRateBuckets _own = new(time);

    public async ValueTask<Allowance> TakeAsync(BucketId bucket, int perMinute)
    {
        RedisKey key = $"{gate.Prefix}rate:{bucket.Kind}:{bucket.Team}";
        var reply = await gate.AskAsync(database => Script.RunAsync(database, key, perMinute, WindowMicroseconds));
        return reply is { IsHeard: true, Value: { } told } && Read(told, perMinute) is { } allowance ? allowance : OwnShare(bucket, perMinute);
    }

    /// <summary>At least one: a team that may ask at all is not shut out.</summary>
    private Allowance OwnShare(BucketId bucket, int perMinute) =>
        _own.Take(bucket, Math.Max(1, perMinute / options.Replicas)) with { Quota = perMinute };

    /// <summary>Null for an answer that is not the script's.</summary>
    private static Allowance? Read(RedisResult told, int perMinute)
    {
        if (told.Resp2Type != ResultType.Array || (long[]?)told is not [var isAllowed, var remaining, var fullIn, var retryAfter]) return null;
        return new Allowance(isAllowed == 1, perMinute, (int)remaining, TimeSpan.FromMicroseconds(fullIn), TimeSpan.FromMicroseconds(retryAfter));
    }
}
