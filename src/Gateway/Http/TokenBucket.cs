namespace Gateway.Http;

/// <summary>
/// The arithmetic of a bucket that holds a minute's tokens and fills evenly. Its whole state is one moment: when it would be full again.
/// A changed quota therefore finds the bucket as full as it was, in proportion.
/// </summary>
internal static class TokenBucket
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>Takes one token, if there is one. Safe to call from many threads.</summary>
    /// <param name="fullAt">The bucket: a moment of the clock that never jumps, in ticks of 100 ns; zero is full.</param>
    /// <param name="now">By the same clock.</param>
    /// <param name="quota">Tokens a minute.</param>
    public static Allowance Take(ref long fullAt, long now, int quota)
    {
        var perToken = Math.Max(1, Window.Ticks / quota);
        while (true)
        {
            var seen = Volatile.Read(ref fullAt);
            var before = Math.Max(seen, now);
            var after = before + perToken;
            var tooMuch = after - now - (perToken * quota);
            if (tooMuch > 0) return new Allowance(false, quota, 0, TimeSpan.FromTicks(before - now), TimeSpan.FromTicks(tooMuch));
            if (Interlocked.CompareExchange(ref fullAt, after, seen) == seen)
                return new Allowance(true, quota, (int)(-tooMuch / perToken), TimeSpan.FromTicks(after - now), TimeSpan.Zero);
        }
    }

    /// <summary>The clock's timestamp in ticks of 100 ns.</summary>
    public static long Now(TimeProvider time) => time.GetElapsedTime(0).Ticks;
}

/// <summary>Whether a request may go on, and what is left.</summary>
/// <param name="Quota">Requests a minute.</param>
/// <param name="Remaining">Requests that may come at once now.</param>
/// <param name="FullIn">Until the whole quota is there again.</param>
/// <param name="RetryAfter">Until the next request may come; zero where this one may.</param>
internal readonly record struct Allowance(bool IsAllowed, int Quota, int Remaining, TimeSpan FullIn, TimeSpan RetryAfter);
