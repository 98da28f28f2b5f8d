using Gateway.Http;

namespace Gateway.RateLimits;

/// <summary>One bucket a team and kind of request: submits never wait for polls.</summary>
internal readonly record struct BucketId(RateKind Kind, TeamId Team);

internal enum RateKind { Submits, Polls }

/// <summary>The buckets of all teams. Never fails: a limit that cannot be counted where it should be is counted somewhere else.</summary>
internal interface IRateBuckets
{
    /// <summary>Takes one token of the bucket, if there is one. A quota that changes keeps the bucket as full as it was, in proportion.</summary>
    /// <param name="perMinute">The quota: how much the bucket holds, and how much flows into it in a minute.</param>
    ValueTask<Allowance> TakeAsync(BucketId bucket, int perMinute);
}
