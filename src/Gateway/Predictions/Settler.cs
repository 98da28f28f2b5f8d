using Gateway.Atlas;
using Gateway.Ledger;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>What came of booking a verdict.</summary>
/// <param name="First">The first verdict's bytes, which may be older than these.</param>
/// <param name="IsBooked">False when the ledger could not be reached.</param>
/// <param name="IsAnothers">The charge no longer owns the prediction: nothing was booked on it.</param>
internal sealed record Booking(VendorBytes First, bool IsBooked = true, bool IsAnothers = false);

/// <summary>Books a verdict: the one way by which a poll, the worker or late evidence moves money.</summary>
internal sealed partial class Settler(ILedger ledger, ILedgerViews views, PriceDifferences differences, ILogger<Settler> logger)
{
    public async Task<Booking> SettleAsync(ChargeId charge, PredictionId prediction, PredictionReply.Final final)
    {
        using var span = SettleSpan.Start(charge, await SettleSpan.SubmitOfAsync(views, charge));
        try
        {
            // Not cancellable: the vendor has done its part.
            var outcome = await ledger.SettleAsync(charge, new Verdict(final.Succeeded, final.Word, final.Usd, KeptAnswer.Of(final.Answer)) { Prediction = prediction });
            span.Tell(outcome);
            if (outcome.Charge?.Prediction != prediction) return new Booking(final.Answer, IsAnothers: true);
            if (outcome.Moved) Log.Booked(logger, charge, outcome.Charge.State, outcome.Charge.SettledUsd, final.Word);
            if (outcome.Moved && final.Usd is { Nanos: > 0 } vendorUsd) differences.Note(outcome.Charge, vendorUsd);
            var kept = outcome.Moved ? null : await views.AnswerAsync(charge, CancellationToken.None);
            return new Booking(kept is not null && IsFinal(kept) ? kept : final.Answer);
        }
        catch (LedgerUnavailableException fault)
        {
            Log.NotBooked(logger, fault, charge);
            span.Failed(fault.GetType().FullName!);
            return new Booking(final.Answer, IsBooked: false);
        }
    }

    private static bool IsFinal(VendorBytes answer) =>
        PredictionReply.Read(new VendorReply.Answered(200, answer.ContentType, answer.Body)) is PredictionReply.Final;

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Debug, "Charge {Charge} is {State} at {Usd} USD: the vendor says {Word}.")]
        public static partial void Booked(ILogger logger, ChargeId charge, ChargeState state, Usd usd, string word);

        [LoggerMessage(6102, LogLevel.Warning, "The verdict on charge {Charge} could not be booked; the worker will ask again.")]
        public static partial void NotBooked(ILogger logger, Exception fault, ChargeId charge);
    }
}
