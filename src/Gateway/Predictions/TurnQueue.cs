namespace Gateway.Predictions;

/// <summary>
/// Lets submits through at the pace the vendor bears. Teams that wait take turns, whoever has more waiting; within a team the oldest goes
/// first. A 429 halves the pace, and time without one raises it steadily until nobody waits.
/// </summary>
internal sealed class TurnQueue : IDisposable
{
    private readonly TurnOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<TeamId, LinkedList<TaskCompletionSource>> _waiting = [];

    /// <summary>Every team in <see cref="_waiting"/> once, the next one first.</summary>
    private readonly Queue<TeamId> _order = new();
    private readonly ITimer _timer;
    private double _perSecond;
    private long? _slowedAt;
    private long _lastTurnAt;

    /// <summary>A turn that was given came back: the next one need not wait for the pace. One at most, so that none are saved up.</summary>
    private bool _isFree;

    public TurnQueue(TurnOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _timer = time.CreateTimer(_ => GiveTurns(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool IsSlow
    {
        get { lock (_lock) return Pace < _options.FullPerSecond; }
    }

    public int Waiting
    {
        get { lock (_lock) return _waiting.Values.Sum(team => team.Count); }
    }

    /// <param name="sentAt">When what the vendor refused was let through; a timestamp.</param>
    /// <returns>True when the pace was full until now.</returns>
    public bool SlowDown(long sentAt)
    {
        lock (_lock)
        {
            // What was sent before the pace was last lowered says nothing of the lower one.
            if (sentAt <= _slowedAt) return false;
            var pace = Pace;
            var wasFull = pace >= _options.FullPerSecond;
            _perSecond = wasFull ? _options.StartPerSecond : Math.Max(_options.LowestPerSecond, pace / 2);
            _slowedAt = _lastTurnAt = _time.GetTimestamp();
            _isFree = false;
            Schedule();
            return wasFull;
        }
    }

    /// <summary>True when it is the submit's turn; false when too many wait, or it waited too long. Throws when the caller hangs up.</summary>
    public async ValueTask<bool> WaitAsync(TeamId team, CancellationToken hungUp)
    {
        if (Join(team) is not { } place) return false;
        if (place.Value.Task.IsCompleted) return true;
        try
        {
            await place.Value.Task.WaitAsync(_options.MaxWait, _time, hungUp);
            return true;
        }
        catch (TimeoutException)
        {
            return !Leave(place);
        }
        catch (OperationCanceledException)
        {
            Leave(place);
            throw;
        }
    }

    /// <summary>A turn came to nothing: the vendor was not called, and the next may call it at once.</summary>
    public void GiveBack()
    {
        lock (_lock)
        {
            _isFree = true;
            GiveTurns();
        }
    }

    /// <summary>Stops giving turns; whoever waits still ends by the longest wait.</summary>
    public void Dispose() => _timer.Dispose();

    /// <summary>In submits a second.</summary>
    private double Pace => _slowedAt is { } at ? _perSecond + _options.RecoveryPerSecond * _time.GetElapsedTime(at).TotalSeconds : double.MaxValue;

    private LinkedListNode<TaskCompletionSource>? Join(TeamId team)
    {
        lock (_lock)
        {
            var place = new LinkedListNode<TaskCompletionSource>(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (_order.Count == 0 && UntilNextTurn() <= TimeSpan.Zero)
            {
                Give(place);
                return place;
            }
            if (!_waiting.TryGetValue(team, out var others))
            {
                _waiting[team] = others = [];
                _order.Enqueue(team);
            }
            if (others.Count >= _options.MaxWaiting) return null;
            others.AddLast(place);
            Schedule();
            return place;
        }
    }

    /// <summary>False when the turn was given meanwhile.</summary>
    private bool Leave(LinkedListNode<TaskCompletionSource> place)
    {
        lock (_lock)
        {
            if (place.List is null) return false;
            place.List.Remove(place);
            return true;
        }
    }

    private void GiveTurns()
    {
        lock (_lock)
        {
            while (UntilNextTurn() <= TimeSpan.Zero && _order.TryDequeue(out var team))
            {
                var places = _waiting[team];
                if (places.First is { } place)
                {
                    places.Remove(place);
                    Give(place);
                }
                if (places.Count > 0) _order.Enqueue(team);
                else _waiting.Remove(team);
            }
            Schedule();
        }
    }

    private void Give(LinkedListNode<TaskCompletionSource> place)
    {
        // One that came back keeps the time at which it was first given.
        if (!_isFree) _lastTurnAt = _time.GetTimestamp();
        _isFree = false;
        place.Value.SetResult();
    }

    private TimeSpan UntilNextTurn()
    {
        var pace = Pace;
        return _isFree || pace >= _options.FullPerSecond ? TimeSpan.Zero : TimeSpan.FromSeconds(1 / pace) - _time.GetElapsedTime(_lastTurnAt);
    }

    private void Schedule()
    {
        if (_order.Count == 0) return;
        // In whole milliseconds, rounded up: a timer must not fire before the turn.
        var wait = Math.Max(1, Math.Ceiling(UntilNextTurn().TotalMilliseconds));
        _timer.Change(TimeSpan.FromMilliseconds(wait), Timeout.InfiniteTimeSpan);
    }
}
