namespace Gateway.Ledger;

/// <summary>
/// Forgets in the background what nobody needs any more: expired Idempotency-Keys always, and details older than <c>Ledger:KeepDetailsFor</c> where that is
/// configured. In small steps with pauses between, so that the writer is there for callers.
/// </summary>
internal sealed partial class Retention(ILedger ledger, LedgerOptions options, LedgerClock clock, TimeProvider time, ILogger<Retention> logger) : BackgroundService
{
    /// <summary>The first sweep comes as late: a machine that starts with a wrong clock is corrected by then.</summary>
    public static readonly TimeSpan Every = SteadyClock.BelievedAfter;

    public static readonly TimeSpan BetweenSteps = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(Every, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await SweepAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is left is left for the next process.
        }
    }

    /// <summary>Everything that is old enough by now.</summary>
    private async Task SweepAsync(CancellationToken stopping)
    {
        var (keys, entries, charges) = (0L, 0L, 0L);
        try
        {
            for (var more = true; more; await Task.Delay(BetweenSteps, time, stopping))
            {
                var step = await ledger.ForgetAsync(CutAt(await clock.NowAsync(stopping)));
                (keys, entries, charges, more) = (keys + step.Keys, entries + step.Entries, charges + step.Charges, step.More);
            }
        }
        catch (LedgerUnavailableException fault)
        {
            Log.Interrupted(logger, fault);
        }

        if (keys + entries + charges > 0) Log.Forgot(logger, keys, charges, entries);
    }

    private ForgetCut CutAt(DateTimeOffset now) => new(now - IdempotencyKey.KeptFor, options.KeepDetailsFor is { } keep ? now - keep : null);

    private static partial class Log
    {
        [LoggerMessage(4101, LogLevel.Information, "Forgot {Keys} expired Idempotency-Keys, {Charges} charges and {Entries} entries; their sums are kept.")]
        public static partial void Forgot(ILogger logger, long keys, long charges, long entries);

        [LoggerMessage(4102, LogLevel.Warning, "Forgetting old details was interrupted; it goes on with the next sweep.")]
        public static partial void Interrupted(ILogger logger, Exception fault);
    }
}
