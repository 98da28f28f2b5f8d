using System.Collections.Concurrent;
using Gateway.Atlas;

namespace Gateway.Predictions;

/// <summary>The only way to ask the vendor about a prediction: one asker at a time, callers and worker alike.</summary>
internal sealed partial class StatusGate(
    AtlasClient atlas, StatusCache cache, Settler settler, VendorPace pace, PredictionsOptions options, TimeProvider time, ILogger<StatusGate> logger)
{
    private static readonly TimeSpan SlowestRetry = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<PredictionId, Lazy<Task<PredictionStatus>>> _flights = new();

    public bool IsFresh(PredictionStatus status) => status.IsFinal || time.GetTimestamp() < status.AskAgainAt;

    /// <summary>
    /// Asks the vendor, unless somebody does already: then the last known status is the answer. Never fails, and does not stop when the
    /// caller goes away, because others may be waiting for what it brings.
    /// </summary>
    public Task<PredictionStatus> AskAsync(PredictionStatus known)
    {
        var flight = new Lazy<Task<PredictionStatus>>(() => FlyAsync(known));
        return _flights.GetOrAdd(known.Prediction, flight) == flight ? flight.Value : Task.FromResult(known);
    }

    private async Task<PredictionStatus> FlyAsync(PredictionStatus known)
    {
        await Task.Yield();
        try
        {
            // Whoever came here between two flights finds what the last one brought.
            known = cache.InMemory(known.Prediction) ?? known;
            if (IsFresh(known)) return known;
            var reply = PredictionReply.Read(await atlas.GetPredictionAsync(known.Prediction, CancellationToken.None));
            return await UnderstandAsync(known, reply);
        }
        catch (Exception fault)
        {
            Log.LookFailed(logger, fault, known.Prediction);
            return BackOff(known);
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
                return cache.Put(known with { Body = body, AskAgainAt = In(options.PollInterval), Failures = 0, AbsentSince = null });
            case PredictionReply.Final final:
                var status = known with { Body = PredictionBody.From(final.Answer, known.Prediction), IsFinal = true };

                // A verdict that could not be booked is answered but not remembered: the worker asks again and books it.
                return await settler.SettleAsync(known.Charge, final) is { } first
                    ? cache.Put(status with { Body = PredictionBody.From(first, known.Prediction) })
                    : status;
            case PredictionReply.Absent:
                return BackOff(known with { AbsentSince = known.AbsentSince ?? time.GetTimestamp() });
            case PredictionReply.NoVerdict trouble:
                Log.NoVerdict(logger, known.Prediction, trouble.Why);
                if (trouble.Busy) pace.SlowDown();
                return BackOff(known);
            default:
                throw new InvalidOperationException($"Unknown reply {reply.GetType().Name}.");
        }
    }

    private PredictionStatus BackOff(PredictionStatus known)
    {
        var wait = options.PollInterval * Math.Pow(2, Math.Min(known.Failures, 10));
        var slowest = options.PollInterval > SlowestRetry ? options.PollInterval : SlowestRetry;
        return cache.Put(known with { AskAgainAt = In(wait < slowest ? wait : slowest), Failures = known.Failures + 1 });
    }

    private long In(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Debug, "No verdict on prediction {Prediction}: {Why}.")]
        public static partial void NoVerdict(ILogger logger, PredictionId prediction, string why);

        [LoggerMessage(6002, LogLevel.Error, "A look at prediction {Prediction} failed.")]
        public static partial void LookFailed(ILogger logger, Exception fault, PredictionId prediction);
    }
}
