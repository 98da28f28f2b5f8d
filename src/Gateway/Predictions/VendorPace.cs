namespace Gateway.Predictions;

/// <summary>Slows everything the gateway asks on its own account while the vendor says 429; each further 429 doubles the wait, up to a minute.</summary>
internal sealed class VendorPace(TimeProvider time)
{
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private TimeSpan _wait = Shortest;
    private long _slowSince;
    private bool _isSlow;

    public bool MustWait
    {
        get
        {
            lock (_lock) return _isSlow && time.GetElapsedTime(_slowSince) < _wait;
        }
    }

    public void SlowDown()
    {
        lock (_lock)
        {
            if (_isSlow && time.GetElapsedTime(_slowSince) < _wait) return;
            var again = _isSlow && time.GetElapsedTime(_slowSince) < _wait * 2;
            _wait = again ? TimeSpan.FromTicks(Math.Min((_wait * 2).Ticks, Longest.Ticks)) : Shortest;
            (_isSlow, _slowSince) = (true, time.GetTimestamp());
        }
    }
}
