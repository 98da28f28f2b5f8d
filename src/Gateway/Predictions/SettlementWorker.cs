using System.Collections.Concurrent;
using Gateway.Atlas;
using Gateway.Ledger;

namespace Gateway.Predictions;

/// <summary>
/// Follows every open charge to its end on the ledger's own schedule, so that a caller who never polls is charged right and a crash
/// anywhere is finished here.
/// </summary>
internal sealed partial class SettlementWorker(
    ILedger ledger, ILedgerViews views, AtlasClient atlas, VendorCircuits circuits, StatusCache cache, StatusGate gate, Settler settler,
    UnknownSearch search, VendorPace pace, PredictionsOptions options, LedgerClock clock, SendTimes times, TimeProvider time, ILogger<SettlementWorker> logger) : BackgroundService
{
    /// <summary>A prediction without a verdict, and a send without a trace, wait this long for evidence before a person must decide.</summary>
    public static readonly TimeSpan NoVerdictAfter = TimeSpan.FromHours(24);

    /// <summary>An answer older than this no longer says how the job stands.</summary>
    private static readonly TimeSpan AnswerCounts = TimeSpan.FromMinutes(10);

    /// <summary>Looks in a row that failed, after which a job of more than a day is left to a person; a verdict still decides.</summary>
    private const int FailuresThatCount = 5;

    /// <summary>Charges taken from the ledger at once.</summary>
    private const int Batch = 64;

    private static readonly TimeSpan SlowestTick = TimeSpan.FromSeconds(1);

    private readonly Places _places = new(options.MaxFollows);

    /// <summary>Models whose history is being searched.</summary>
    private readonly ConcurrentDictionary<string, byte> _searched = new();

    /// <summary>Before the first request is taken: what was being sent by a process that is gone has nobody waiting for it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // What the clock says now is believed; jumps from here on are not at once.
        await clock.NowAsync(cancellationToken);
        var abandoned = await ledger.AbandonSendsAsync();
        if (abandoned > 0) Log.Abandoned(logger, abandoned);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        var tick = options.FollowInterval < SlowestTick ? options.FollowInterval : SlowestTick;
        using var timer = new PeriodicTimer(tick, time);
        try
        {
            do await LookAroundAsync(stopping);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // What is open stays open in the ledger; the next process goes on.
        }

        await _places.EmptyAsync();
    }

    /// <summary>
    /// Everything that is due now is begun, longest overdue first, as places become free; nobody waits for the slowest. A charge is taken from the
    /// ledger only when there is a place for it, so that none waits in memory past its time.
    /// </summary>
    private async Task LookAroundAsync(CancellationToken stopping)
    {
        try
        {
            while (!pace.MustWait && !circuits.IsOpen(VendorCircuits.Prediction) && !stopping.IsCancellationRequested)
            {
                var asked = Math.Min(Batch, await _places.FreeAsync(stopping));
                var due = await ledger.TakeDueAsync(asked);
                if (due.Count == 0) return;
                var now = await clock.NowAsync(stopping);
                foreach (var charge in due.Where(charge => charge.Prediction is not null)) _places.Begin(() => FollowAsync(charge, now));
                foreach (var model in due.Where(charge => charge.Prediction is null).Select(charge => charge.Model).Distinct())
                    if (_searched.TryAdd(model, 0)) _places.Begin(() => SearchAsync(model, stopping));
                if (due.Count < asked) return;
            }
        }
        catch (LedgerUnavailableException)
        {
            // The ledger has said so itself; the next round asks again.
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            Log.RoundFailed(logger, fault);
        }
    }

    /// <summary>One search at a time for a model.</summary>
    private async Task SearchAsync(string model, CancellationToken stopping)
    {
        try
        {
            await search.SearchAsync(model, stopping);
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !stopping.IsCancellationRequested)
        {
            Log.RoundFailed(logger, fault);
        }
        finally
        {
            _searched.TryRemove(model, out _);
        }
    }

    private async Task FollowAsync(Charge charge, DateTimeOffset now)
    {
        if (pace.MustWait) return;
        try
        {
            if (charge.IsOpen) await FollowOpenAsync(charge, now);
            else await ReadLateEvidenceAsync(charge);
        }
        catch (Exception fault)
        {
            // One charge that cannot be followed keeps no other from it.
            Log.FollowFailed(logger, fault, charge.Id);
        }
    }

    private async Task FollowOpenAsync(Charge charge, DateTimeOffset now)
    {
        var prediction = charge.Prediction!.Value;
        var known = cache.InMemory(prediction) ?? await cache.LoadAsync(charge, CancellationToken.None);
        if (known.IsFinal)
        {
            // A poll may have been faster. If the ledger still says open, memory is wrong and the vendor is asked anew.
            if (await views.FindAsync(charge.Id, CancellationToken.None) is not { IsOpen: true } current || current.Prediction != prediction) return;
            await cache.ForgetAsync(prediction);
            known = await cache.LoadAsync(current, CancellationToken.None) with { IsFinal = false };
        }

        // Settling does not wait for callers to become curious again.
        var maxAge = options.FollowInterval < options.PollInterval ? options.FollowInterval : options.PollInterval;
        var status = await gate.AskAsync(known, maxAge);
        if (!status.IsFinal && status.Charge == charge.Id) await ConcludeAsync(charge, status, now);
    }

    /// <summary>What the vendor said counts for giving up, and after a day also that nothing it says can be understood; one look that failed says nothing.</summary>
    private async Task ConcludeAsync(Charge charge, PredictionStatus status, DateTimeOffset now)
    {
        if (charge.State != ChargeState.Submitted) return;
        var isAnswered = status.AnsweredAt is { } answered && time.GetElapsedTime(answered) <= AnswerCounts;
        if (now - times.Of(charge, now).At > NoVerdictAfter && (isAnswered || status.Failures >= FailuresThatCount))
            await ledger.ReviewAsync(charge.Id, isAnswered ? "No verdict for 24 hours." : "Nothing the vendor says of it can be read, for 24 hours.");
        else if (isAnswered && status.AbsentSince is { } since && time.GetElapsedTime(since) > options.AbsentAfter)
            await ledger.ReviewAsync(charge.Id, "The vendor no longer knows the prediction.");
    }

    /// <summary>A price that came late, a job that finished after its timeout: never through the cache, where the first verdict stands.</summary>
    private async Task ReadLateEvidenceAsync(Charge charge)
    {
        var reply = PredictionReply.Read(await atlas.GetPredictionAsync(charge.Prediction!.Value, CancellationToken.None));
        if (reply is PredictionReply.NoVerdict trouble)
        {
            // The look was not answered and does not count; it comes again.
            if (trouble.Busy) pace.SlowDown();
            return;
        }

        if (reply is PredictionReply.Final final && !(await settler.SettleAsync(charge.Id, charge.Prediction!.Value, final)).IsBooked) return;
        if (charge.AwaitsLateEvidence) await ledger.LookedAsync(charge.Id);
    }

    private static partial class Log
    {
        [LoggerMessage(6201, LogLevel.Warning, "{Count} submits were under way when a process ended; the vendor's history is searched for them.")]
        public static partial void Abandoned(ILogger logger, int count);

        [LoggerMessage(6202, LogLevel.Error, "The settlement worker could not finish its round; it tries again.")]
        public static partial void RoundFailed(ILogger logger, Exception fault);

        [LoggerMessage(6203, LogLevel.Warning, "Charge {Charge} could not be followed; it is looked at again.")]
        public static partial void FollowFailed(ILogger logger, Exception fault, ChargeId charge);
    }
}
