using System.Collections.Concurrent;
using Gateway.Http;

namespace Gateway.RateLimits;

/// <summary>The buckets of a process that counts for itself. There are as many as there were teams and kinds: the settings bound them.</summary>
internal sealed class InMemoryRateBuckets(TimeProvider time) : IRateBuckets
{
    private readonly ConcurrentDictionary<BucketId, Bucket> _buckets = new();

    public ValueTask<Allowance> TakeAsync(BucketId bucket, int perMinute) => ValueTask.FromResult(Take(bucket, perMinute));

    public Allowance Take(BucketId bucket, int perMinute) =>
        TokenBucket.Take(ref _buckets.GetOrAdd(bucket, static _ => new Bucket()).FullAt, TokenBucket.Now(time), perMinute);

    private sealed class Bucket
    {
        public long FullAt;
    }
}
