namespace Gateway.Ledger;

/// <summary>
/// The machine's clock, but for jumps forwards: these are believed only after they have stood for an hour. What cannot be undone (forgetting, giving up,
/// letting money go because time has passed) is decided by it, so that a clock that was wrong for a while does no harm.
/// </summary>
/// <param name="wall">What the clock said first; null: what this machine's says now.</param>
internal sealed class SteadyClock(TimeProvider time, DateTimeOffset? wall = null)
{
    public static readonly TimeSpan BelievedAfter = TimeSpan.FromHours(1);

    /// <summary>Corrections smaller than this are no jumps.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private DateTimeOffset _wall = wall ?? time.GetUtcNow();
    private long _at = time.GetTimestamp();
    private long? _aheadSince;

    /// <summary>By this machine's clock.</summary>
    public DateTimeOffset Now => Judge(time.GetUtcNow());

    /// <param name="wall">What the clock says, just read.</param>
    public DateTimeOffset Judge(DateTimeOffset wall)
    {
        lock (_lock)
        {
            var at = time.GetTimestamp();
            var expected = _wall + time.GetElapsedTime(_at, at);
            if (wall <= expected + Tolerance) _aheadSince = null;
            else if (time.GetElapsedTime(_aheadSince ??= at, at) < BelievedAfter) return expected;
            (_wall, _at, _aheadSince) = (wall, at, null);
            return wall;
        }
    }
}
