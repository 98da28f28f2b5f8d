namespace Gateway.Predictions;

/// <summary>Callers who wait for a verdict, bounded in number; all who wait for one prediction are woken together, by whoever learns it.</summary>
internal sealed class Waiters(PredictionsOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<PredictionId, Watch> _watches = [];
    private int _count;

    /// <summary>How many callers wait just now.</summary>
    public int Count
    {
        get
        {
            lock (_lock) return _count;
        }
    }

    /// <summary>Null where as many wait as may. Who joins must <see cref="Leave"/>.</summary>
    public Watch? TryJoin(PredictionId prediction)
    {
        lock (_lock)
        {
            if (_count == options.MaxWaiters) return null;
            if (!_watches.TryGetValue(prediction, out var watch)) _watches[prediction] = watch = new Watch(prediction);
            _count++;
            watch.Members++;
            return watch;
        }
    }

    public void Leave(Watch watch)
    {
        lock (_lock)
        {
            _count--;
            if (--watch.Members > 0) return;
            if (_watches.GetValueOrDefault(watch.Prediction) == watch) _watches.Remove(watch.Prediction);
        }

        watch.End();
    }

    /// <summary>Tells a verdict, or another owner, to all who wait for it. Say it after it can be looked up: who joins too late to be woken looks there.</summary>
    public void Wake(PredictionStatus status)
    {
        Watch? watch;
        lock (_lock)
            if (!_watches.Remove(status.Prediction, out watch)) return;
        watch.Tell(status);
        watch.End();
    }
}

/// <summary>One prediction that somebody waits for.</summary>
internal sealed class Watch(PredictionId prediction)
{
    private readonly TaskCompletionSource<PredictionStatus> _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private int _isLookedAfter;

    public PredictionId Prediction => prediction;

    /// <summary>Counted by <see cref="Waiters"/> under its lock.</summary>
    public int Members { get; set; }

    /// <summary>What all are waiting for.</summary>
    public Task<PredictionStatus> Told => _told.Task;

    /// <summary>Nobody waits any more.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>True for one of the waiters only.</summary>
    public bool TryLookAfter() => Interlocked.Exchange(ref _isLookedAfter, 1) == 0;

    public void Tell(PredictionStatus status) => _told.TrySetResult(status);

    public void End() => _end.Cancel();
}
