using System.Collections.Concurrent;
using Gateway.Atlas;
using Gateway.Ledger;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>What a submit came to, once its meaning for the money is committed.</summary>
/// <param name="Remembered">False when the ledger could not be told; it is told as soon as it is back.</param>
internal sealed record Conclusion(SubmitReply Reply, bool Remembered);

/// <summary>Commits what the vendor's reply means. What the ledger cannot take now is kept and tried again while the process lives.</summary>
internal sealed partial class Remembering(ILedger ledger, StatusCache cache, Settler settler, TimeProvider time, ILogger<Remembering> logger) : BackgroundService
{
    private static readonly TimeSpan TryAgainEvery = TimeSpan.FromSeconds(1);

    /// <summary>Outcomes kept in memory while the ledger is away; beyond that, the vendor's history tells them.</summary>
    private const int MaxKept = 10_000;

    private readonly ConcurrentQueue<(ChargeId Charge, TeamId Team, SubmitReply Reply)> _kept = new();

    public async Task<Conclusion> ConcludeAsync(ChargeId charge, TeamId team, SubmitReply reply)
    {
        using var span = GatewayTelemetry.Stage("remember");
        try
        {
            await CommitAsync(charge, team, reply);
            return new Conclusion(reply, Remembered: true);
        }
        catch (Exception fault)
        {
            // Whatever kept it from being booked, the caller must hear what became of the money.
            Log.NotRemembered(logger, fault, charge);
            span.Failed(fault.GetType().FullName!);
            if (_kept.Count < MaxKept) _kept.Enqueue((charge, team, reply));
            return new Conclusion(reply, Remembered: false);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TryAgainEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stopping)) await TryAgainAsync();
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await TryAgainAsync();
        }
    }

    private Task CommitAsync(ChargeId charge, TeamId team, SubmitReply reply)
    {
        switch (reply)
        {
            case SubmitReply.Accepted accepted:
                return RememberAsync(charge, team, accepted);
            case SubmitReply.Rejected rejected:
                return ledger.ReleaseAsync(charge, ReleaseReason.Refused, $"The vendor answered {rejected.Code}.");
            case SubmitReply.AccountTrouble trouble:
                if (trouble.VendorStatus != StatusCodes.Status429TooManyRequests) Log.AccountTrouble(logger, trouble.VendorStatus);
                return ledger.ReleaseAsync(charge, ReleaseReason.Refused, $"The vendor answered {trouble.VendorStatus}.");
            case SubmitReply.NotSent notSent:
                return ledger.ReleaseAsync(charge, ReleaseReason.NotSent, notSent.Why);
            case SubmitReply.Unknown unknown:
                Log.Unknown(logger, charge, unknown.Why);
                return ledger.MarkUnknownAsync(charge, unknown.Why);
            default:
                throw new InvalidOperationException($"Unknown reply {reply.GetType().Name}.");
        }
    }

    private async Task RememberAsync(ChargeId charge, TeamId team, SubmitReply.Accepted accepted)
    {
        var outcome = await ledger.RememberAsync(charge, accepted.Prediction, accepted.Answer);
        if (outcome.Conflict) Log.Conflict(logger, charge, accepted.Prediction);

        if (outcome.Conflict) return;
        var status = new PredictionStatus
        {
            Prediction = accepted.Prediction,
            Charge = charge,
            Team = team,
            Body = PredictionBody.From(accepted.Answer, accepted.Prediction),
            LookedAt = time.GetTimestamp(),
        };
        cache.Own(status);
        if (accepted.Verdict is { } verdict) await SettleAsync(status, verdict);
    }

    /// <summary>The vendor waited for the work's end and its answer is the verdict, like any look's. What cannot be booked now, the worker books.</summary>
    private async Task SettleAsync(PredictionStatus status, PredictionReply.Final verdict)
    {
        try
        {
            var booked = await settler.SettleAsync(status.Charge, status.Prediction, verdict);
            if (!booked.IsBooked || booked.IsAnothers) return;
            cache.PutAndTell(status with { Body = PredictionBody.From(booked.First, status.Prediction), IsFinal = true, AnsweredAt = status.LookedAt });
        }
        catch (Exception fault)
        {
            Log.VerdictNotBooked(logger, fault, status.Charge);
        }
    }

    private async Task TryAgainAsync()
    {
        for (var left = _kept.Count; left > 0 && _kept.TryDequeue(out var kept); left--)
        {
            try
            {
                await CommitAsync(kept.Charge, kept.Team, kept.Reply);
            }
            catch (Exception fault)
            {
                Log.StillNotRemembered(logger, fault, kept.Charge);
                _kept.Enqueue(kept);
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6501, LogLevel.Error, "What the vendor answered to charge {Charge} could not be committed.")]
        public static partial void NotRemembered(ILogger logger, Exception fault, ChargeId charge);

        [LoggerMessage(6505, LogLevel.Debug, "What the vendor answered to charge {Charge} still cannot be committed.")]
        public static partial void StillNotRemembered(ILogger logger, Exception fault, ChargeId charge);

        [LoggerMessage(6506, LogLevel.Error, "The verdict that came with the submit of charge {Charge} could not be booked; the worker asks for it again.")]
        public static partial void VerdictNotBooked(ILogger logger, Exception fault, ChargeId charge);

        [LoggerMessage(6502, LogLevel.Warning, "The outcome of charge {Charge} is unknown, and its hold stays: {Why}")]
        public static partial void Unknown(ILogger logger, ChargeId charge, string why);

        [LoggerMessage(6503, LogLevel.Error, "The vendor answered {Status} to a submit: see to the account and its key.")]
        public static partial void AccountTrouble(ILogger logger, int status);

        [LoggerMessage(6504, LogLevel.Error, "The vendor named prediction {Prediction} twice; charge {Charge} is in review.")]
        public static partial void Conflict(ILogger logger, ChargeId charge, PredictionId prediction);
    }
}
