namespace Gateway.Predictions;

/// <summary>Bounds all buffered bodies together, so that many large submits at once cannot exhaust memory or disk.</summary>
internal sealed class BodyRoom(long capacityBytes)
{
    private long _takenBytes;

    /// <summary>Room for one body, which grows as the body is read; given back on disposal.</summary>
    public Share Open() => new(this);

    internal sealed class Share(BodyRoom room) : IDisposable
    {
        private long _bytes;

        /// <summary>False when there is no room for that much.</summary>
        public bool TryGrowTo(long bytes)
        {
            var more = bytes - _bytes;
            if (Interlocked.Add(ref room._takenBytes, more) > room.CapacityBytes)
            {
                Interlocked.Add(ref room._takenBytes, -more);
                return false;
            }

            _bytes = bytes;
            return true;
        }

        public void Dispose() => Interlocked.Add(ref room._takenBytes, -Interlocked.Exchange(ref _bytes, 0));
    }

    private long CapacityBytes => capacityBytes;
}
