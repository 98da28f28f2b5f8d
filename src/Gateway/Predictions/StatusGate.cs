using System.Collections.Concurrent;
using Gateway.Atlas;

namespace Gateway.Predictions;

/// <summary>The only way to ask the vendor about a prediction: one asker at a time, callers and worker alike, of all replicas that hear each other.</summary>
internal sealed partial class StatusGate(
    AtlasClient atlas, StatusCache cache, IReplicas replicas, Settler settler, VendorPace pace, PredictionsOptions options, TimeProvider time, ILogger<StatusGate> logger)
{
    private static readonly TimeSpan SlowestRetry = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<PredictionId, Lazy<Task<PredictionStatus>>> _flights = new();

    /// <summary>Callers are answered from memory while it is younger than <c>PollInterval</c>.</summary>
    public bool IsFresh(PredictionStatus status) => IsFresh(status, options.PollInterval);

    /// <summary>For how long yet; zero when the vendor may be asked.</summary>
    public TimeSpan FreshFor(PredictionStatus status)
    {
        var left = status.LookedAt is { } at ? GoodFor(status, options.PollInterval) - time.GetElapsedTime(at) : TimeSpan.Zero;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>
    /// Asks the vendor, unless somebody does already: then the last known status is the answer. Never fails, and does not stop when the
    /// caller goes away, because others may be waiting for what it brings.
    /// </summary>
    /// <param name="maxAge">A status younger than this is good enough.</param>
    public Task<PredictionStatus> AskAsync(PredictionStatus known, TimeSpan? maxAge = null)
    {
        var flight = new Lazy<Task<PredictionStatus>>(() => FlyAsync(known, maxAge ?? options.PollInterval));
        return _flights.GetOrAdd(known.Prediction, flight) == flight ? flight.Value : Task.FromResult(known);
    }

    private bool IsFresh(PredictionStatus status, TimeSpan maxAge) =>
        status.IsFinal || Within(status.LookedAt, maxAge) || (IsResting(status, maxAge) && Within(status.ConfirmedAt, maxAge));

    /// <summary>After looks that failed the vendor is left alone for longer than a status is good; meanwhile another replica may book the verdict.</summary>
    private bool IsResting(PredictionStatus status, TimeSpan maxAge) => status.Failures > 0 && Within(status.LookedAt, GoodFor(status, maxAge));

    private bool Within(long? timestamp, TimeSpan age) => timestamp is { } at && time.GetElapsedTime(at) < age;

    private async Task<PredictionStatus> FlyAsync(PredictionStatus known, TimeSpan maxAge)
    {
        await Task.Yield();
        try
        {
            // Whoever came here between two flights finds what the last one brought.
            known = cache.InMemory(known.Prediction) ?? known;
            if (IsFresh(known, maxAge)) return known;
            if (IsResting(known, maxAge)) return await ConfirmAsync(known);
            if (await ElsewhereAsync(known, maxAge) is { } told) return told;
            var answer = await atlas.GetPredictionAsync(known.Prediction, CancellationToken.None);

            // While the circuit is open nobody was asked, so it is no failed look.
            if (answer is VendorReply.NotSent { RetryAfter: not null }) return known;
            return await UnderstandAsync(known with { LookedAt = time.GetTimestamp() }, PredictionReply.Read(answer));
        }
        catch (Exception fault)
        {
            Log.LookFailed(logger, fault, known.Prediction);
            return await KeepFailedAsync(known with { LookedAt = time.GetTimestamp(), Failures = known.Failures + 1 });
        }
        finally
        {
            _flights.TryRemove(known.Prediction, out _);
        }
    }

    private async Task<PredictionStatus> UnderstandAsync(PredictionStatus known, PredictionReply reply)
    {
        switch (reply)
        {
            case PredictionReply.Pending pending:
                var body = PredictionBody.From(pending.Answer, known.Prediction);
                return await PutOwnAsync(known with { Body = body, AnsweredAt = known.LookedAt, Failures = 0, AbsentSince = null });
            case PredictionReply.Final final:
                return await SettleAsync(known, final);
            case PredictionReply.Absent:
                return await KeepFailedAsync(known with { AnsweredAt = known.LookedAt, Failures = known.Failures + 1, AbsentSince = known.AbsentSince ?? known.LookedAt });
            case PredictionReply.NoVerdict trouble:
                Log.NoVerdict(logger, known.Prediction, trouble.Why);
                if (trouble.Busy) pace.SlowDown();
                return await KeepFailedAsync(known with { Failures = known.Failures + 1 });
            default:
                throw new InvalidOperationException($"Unknown reply {reply.GetType().Name}.");
        }
    }

    private async Task<PredictionStatus> SettleAsync(PredictionStatus known, PredictionReply.Final final)
    {
        var booked = await settler.SettleAsync(known.Charge, known.Prediction, final);
        if (booked.IsAnothers) return await OwnersAsync(known);
        var status = known with { Body = PredictionBody.From(booked.First, known.Prediction), IsFinal = true, AnsweredAt = known.LookedAt, Failures = 0 };

        // A verdict that could not be booked is answered but not remembered: the worker asks again and books it.
        return booked.IsBooked ? Keep(status) : status;
    }

    /// <summary>While the look was under way, the vendor's reply to another submit may have taken an inferred prediction back.</summary>
    private async Task<PredictionStatus> PutOwnAsync(PredictionStatus status) =>
        status.IsClaimed && await cache.OwnerAsync(status.Prediction) != status.Charge ? await OwnersAsync(status) : Keep(status);

    private async Task<PredictionStatus> OwnersAsync(PredictionStatus stale) => await cache.ReloadAsync(stale.Prediction, CancellationToken.None) ?? stale;

    /// <summary>What is known where it is another replica's turn to ask; null where it is this one's.</summary>
    private async Task<PredictionStatus?> ElsewhereAsync(PredictionStatus known, TimeSpan maxAge)
    {
        var turn = await replicas.TakeTurnAsync(known.Prediction, maxAge);
        if (turn.IsMine) return null;
        if (turn.Told is not { IsFinal: true } && await cache.BookedAsync(known) is { } booked) return Keep(booked);
        var until = time.GetTimestamp() - (long)((maxAge - turn.Wait).TotalSeconds * time.TimestampFrequency);
        if (turn.Told is not { } told) return cache.Put(known with { LookedAt = until });
        if (told.Charge == known.Charge || known.IsClaimed) return cache.Hear(told.IsFinal ? told : told with { LookedAt = until });

        // They name another owner than is known here from the ledger or the vendor: what they told is not worth anything.
        await cache.ForgetAsync(known.Prediction);
        return null;
    }

    /// <summary>The ledger is asked as often as the vendor would be: the verdict's message may have been lost with Redis.</summary>
    private async Task<PredictionStatus> ConfirmAsync(PredictionStatus known) =>
        await cache.BookedAsync(known) is { } booked ? Keep(booked) : cache.Put(known with { ConfirmedAt = time.GetTimestamp() });

    private TimeSpan GoodFor(PredictionStatus status, TimeSpan maxAge) => status.Failures > 0 ? BackOff(status.Failures) : maxAge;

    /// <summary>Perhaps the vendor does not say it again, and another replica has booked the verdict.</summary>
    private async Task<PredictionStatus> KeepFailedAsync(PredictionStatus status) => Keep(await cache.BookedAsync(status) ?? status);

    private PredictionStatus Keep(PredictionStatus status) => cache.PutAndTell(status, status.Failures > 0 ? BackOff(status.Failures) : TimeSpan.Zero);

    /// <summary>The longest that nobody asks after looks that failed.</summary>
    public static TimeSpan LongestQuiet(PredictionsOptions options) => options.PollInterval > SlowestRetry ? options.PollInterval : SlowestRetry;

    private TimeSpan BackOff(int failures)
    {
        var seconds = options.PollInterval.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 10));
        return seconds < SlowestRetry.TotalSeconds ? TimeSpan.FromSeconds(seconds) : LongestQuiet(options);
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Debug, "No verdict on prediction {Prediction}: {Why}.")]
        public static partial void NoVerdict(ILogger logger, PredictionId prediction, string why);

        [LoggerMessage(6002, LogLevel.Error, "A look at prediction {Prediction} failed.")]
        public static partial void LookFailed(ILogger logger, Exception fault, PredictionId prediction);
    }
}
