namespace Gateway.Ledger;

/// <summary>
/// Tells when the ledger's clock stands ahead of the machine's: it never goes back, so one moment of a clock that was ahead decides the budget periods until
/// the time has come round to it.
/// </summary>
internal sealed partial class ClockWatch(ILedgerViews views, TimeProvider time, ILogger<ClockWatch> logger) : BackgroundService
{
    /// <summary>Behind by less is the ordinary difference between machines.</summary>
    public static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan Every = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SayAgainAfter = TimeSpan.FromHours(1);

    private long? _said;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            do await LookAsync(stopping);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // There is nothing to finish.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            if ((await views.ReachAsync(stopping)).LatestAt is { } ledger) Judge(ledger, await views.ClockAsync(stopping));
        }
        catch (LedgerUnavailableException)
        {
            // Said elsewhere, and loudly.
        }
    }

    private void Judge(DateTimeOffset ledger, DateTimeOffset machine)
    {
        if (ledger - machine <= Tolerance)
        {
            if (_said is not null) Log.CaughtUp(logger);
            _said = null;
        }
        else if (_said is not { } said || time.GetElapsedTime(said) >= SayAgainAfter)
        {
            _said = time.GetTimestamp();
            Log.Ahead(logger, ledger, ledger - machine);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(4110, LogLevel.Warning, "The ledger's clock stands at {Ledger:u}, {Ahead:c} ahead of this machine's. It never goes back: until then every hold counts for the budget periods of that moment. See to the machine's clock.")]
        public static partial void Ahead(ILogger logger, DateTimeOffset ledger, TimeSpan ahead);

        [LoggerMessage(4111, LogLevel.Information, "The machine's clock has come up to the ledger's.")]
        public static partial void CaughtUp(ILogger logger);
    }
}
