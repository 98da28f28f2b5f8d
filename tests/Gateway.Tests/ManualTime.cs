namespace Gateway.Tests;

/// <summary>A clock that moves only when a test says so; timers fire in the order they are due, on the thread that moves it.</summary>
internal sealed class ManualTime(DateTimeOffset start) : TimeProvider
{
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private DateTimeOffset utcNow = start.ToUniversalTime();
    private TimeSpan elapsed;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate) return utcNow;
    }

    public override long GetTimestamp()
    {
        lock (gate) return elapsed.Ticks;
    }

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        lock (gate) target = elapsed + by;
        while (TakeDue(target) is { } timer) timer.Fire();
    }

    /// <summary>Whether somebody waits, once, for a moment no further away than this.</summary>
    public bool IsAwaited(TimeSpan within)
    {
        lock (gate) return timers.Exists(timer => timer.Period <= TimeSpan.Zero && timer.Due - elapsed <= within);
    }

    /// <summary>Long waits in one step, as a machine that slept: what fell due meanwhile happens once, at the end.</summary>
    public void Leap(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        lock (gate)
        {
            MoveTo(elapsed + by);
            foreach (var timer in timers.Where(timer => timer.Period > TimeSpan.Zero))
                while (timer.Due + timer.Period <= elapsed) timer.Due += timer.Period;
        }
        Advance(TimeSpan.Zero);
    }

    /// <summary>Forwards is an advance; backwards moves the wall clock alone, as a corrected clock does, and no timer.</summary>
    public void SetUtcNow(DateTimeOffset now)
    {
        TimeSpan forwards;
        lock (gate)
        {
            forwards = now - utcNow;
            if (forwards < TimeSpan.Zero) utcNow = now.ToUniversalTime();
        }
        if (forwards > TimeSpan.Zero) Advance(forwards);
    }

    /// <summary>Somebody sets the wall clock, forwards or backwards; no time passes.</summary>
    public void Correct(TimeSpan by)
    {
        lock (gate) utcNow += by;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next timer due until <paramref name="target"/>, or to the target itself when there is none.</summary>
    private ManualTimer? TakeDue(TimeSpan target)
    {
        lock (gate)
        {
            var next = timers.Where(timer => timer.Due <= target).MinBy(timer => timer.Due);
            MoveTo(next is null ? target : next.Due);
            if (next is null) return null;
            if (next.Period > TimeSpan.Zero) next.Due += next.Period;
            else timers.Remove(next);
            return next;
        }
    }

    private void MoveTo(TimeSpan moment)
    {
        if (moment <= elapsed) return;
        utcNow += moment - elapsed;
        elapsed = moment;
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private bool disposed;

        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time.gate)
            {
                time.timers.Remove(this);
                if (disposed) return false;
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                Due = time.elapsed + dueTime;
                Period = period;
                time.timers.Add(this);
                // A timer that is due at once need not wait for the clock to move, as a real one would not.
                if (dueTime > TimeSpan.Zero) return true;
            }
            ThreadPool.QueueUserWorkItem(_ => time.Advance(TimeSpan.Zero));
            return true;
        }

        public void Dispose()
        {
            lock (time.gate)
            {
                disposed = true;
                time.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
