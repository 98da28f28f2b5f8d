namespace Gateway.Predictions;

/// <summary>Bounds all buffered bodies together, so that many large submits at once cannot exhaust memory or disk.</summary>
internal sealed class BodyRoom(long capacityBytes)
{
    private long _takenBytes;

    /// <summary>Null when there is no room; otherwise given back on disposal.</summary>
    public IDisposable? TryTake(long bytes)
    {
        if (Interlocked.Add(ref _takenBytes, bytes) <= capacityBytes) return new Share(this, bytes);
        Interlocked.Add(ref _takenBytes, -bytes);
        return null;
    }

    private sealed class Share(BodyRoom room, long bytes) : IDisposable
    {
        private long _bytes = bytes;

        public void Dispose() => Interlocked.Add(ref room._takenBytes, -Interlocked.Exchange(ref _bytes, 0));
    }
}
