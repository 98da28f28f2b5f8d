using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Gateway.Atlas;
using Gateway.Ledger;

namespace Gateway.Predictions;

/// <summary>Looks in the vendor's history for submits whose reply was lost: claims what is theirs, and releases what never was.</summary>
internal sealed partial class UnknownSearch(
    ILedger ledger, ILedgerViews views, HistoryReader history, PredictionsOptions options, LedgerClock clock, SendTimes times, ILogger<UnknownSearch> logger)
{
    /// <summary>Complete readings without a trace before a submit counts as never taken.</summary>
    private const int ReadingsUntilAbsent = 2;

    /// <summary>By model: how many complete readings in a row showed no trace of a charge.</summary>
    private readonly ConcurrentDictionary<string, Dictionary<ChargeId, int>> _withoutTrace = new();

    /// <summary>One search at a time for a model: the worker sees to that.</summary>
    public async Task SearchAsync(string model, CancellationToken cancellationToken)
    {
        var begun = await clock.NowAsync(cancellationToken);
        // Charges are dated by the clock as it stands, jumps and all.
        var wall = await views.ClockAsync(cancellationToken);
        var now = wall > begun ? wall : begun;
        var lost = (await views.WithoutPredictionAsync(model, cancellationToken)).Where(charge => charge.IsOpen).Select(charge => times.Of(charge, now)).ToList();
        if (lost.Count == 0) return;
        var reading = await history.ReadAsync(model, lost.Min(sent => sent.NotBefore), cancellationToken);

        // Read again after the history: whoever could own a row of it is known by now.
        var candidates = (await views.WithoutPredictionAsync(model, cancellationToken)).Select(charge => times.Of(charge, now)).ToList();
        var unowned = await UnownedAsync(reading.Rows, cancellationToken);
        foreach (var row in unowned.OrderBy(row => row.CreatedAt)) await MatchAsync(row, candidates, begun, reading.Tolerance);
        var before = _withoutTrace.GetValueOrDefault(model) ?? [];
        var after = new Dictionary<ChargeId, int>();
        foreach (var sent in lost)
        {
            var readings = IsTraceless(sent, reading, unowned, begun) ? before.GetValueOrDefault(sent.Charge.Id) + 1 : 0;
            if (!await ConcludeAsync(sent, readings, begun)) after[sent.Charge.Id] = readings;
        }

        _withoutTrace[model] = after;
    }

    private async Task<IReadOnlyList<HistoryRow>> UnownedAsync(IReadOnlyList<HistoryRow> rows, CancellationToken cancellationToken)
    {
        var owned = await views.OwnedAsync([.. rows.Select(row => row.Prediction)], cancellationToken);
        return [.. rows.Where(row => !owned.Contains(row.Prediction))];
    }

    private async Task MatchAsync(HistoryRow row, IReadOnlyList<Sent> candidates, DateTimeOffset now, TimeSpan tolerance)
    {
        var matches = candidates.Where(sent => sent.MayBe(row.CreatedAt, tolerance) && IsSameRequest(row, sent.Charge)).ToList();
        if (matches.Count == 0) return;

        // While another send of the same request may still get its own reply, nobody can tell whose row this is.
        if (matches.Count > 1 && matches.Any(sent => sent.Charge.State == ChargeState.Held && now < sent.Until)) return;
        if (matches.Select(sent => sent.Charge.Team).Distinct().Count() > 1)
        {
            foreach (var charge in matches.Select(sent => sent.Charge).Where(charge => charge.State == ChargeState.Unknown))
                await ledger.ReviewAsync(charge.Id, $"Prediction {row.Prediction} could belong to several teams.");
            return;
        }

        // Whoever sent less than the row shows matches it too, for the vendor adds defaults: whoever sent most of it comes first.
        foreach (var charge in matches.Select(sent => sent.Charge).OrderByDescending(charge => charge.Fingerprint.FieldHashes.Count).ThenBy(charge => charge.SentAt))
        {
            if (!await ledger.ClaimAsync(charge.Id, row.Prediction)) continue;
            Log.Claimed(logger, charge.Id, row.Prediction);
            return;
        }
    }

    /// <summary>
    /// A complete reading, begun after nobody waited any more, shows no job of this model that could be the charge's: none in its
    /// window, and none with its very body at any time, for a clock may have been wrong.
    /// </summary>
    private bool IsTraceless(Sent sent, HistoryReading reading, IReadOnlyList<HistoryRow> unowned, DateTimeOffset begun) =>
        begun > sent.Until && begun - sent.At >= options.AbsentAfter
        && reading.CompleteSince <= sent.NotBefore - reading.Tolerance
        && !unowned.Any(row => sent.MayBe(row.CreatedAt, reading.Tolerance) || IsSameRequest(row, sent.Charge));

    /// <summary>True when the charge needs no further search.</summary>
    private async Task<bool> ConcludeAsync(Sent sent, int readingsWithoutTrace, DateTimeOffset begun)
    {
        var charge = sent.Charge;
        if (readingsWithoutTrace >= ReadingsUntilAbsent)
        {
            if (await ledger.ReleaseAsync(charge.Id, ReleaseReason.Absent, "The vendor's history shows no such job.")) Log.Absent(logger, charge.Id);
            return true;
        }

        if (charge.State == ChargeState.Held && begun > sent.Until)
            await ledger.MarkUnknownAsync(charge.Id, "No reply was noted in time.");
        if (charge.State != ChargeState.Unknown || begun - sent.At <= SettlementWorker.NoVerdictAfter) return false;
        return await ledger.ReviewAsync(charge.Id, "No trace of the outcome for 24 hours.");
    }

    /// <summary>Every field we sent is there and equal; the vendor may have added others.</summary>
    public static bool IsSameRequest(HistoryRow row, Charge charge) =>
        row.RequestBody is { ValueKind: System.Text.Json.JsonValueKind.Object } body
        && charge.Fingerprint.FieldHashes.All(field =>
            body.TryGetProperty(field.Key, out var value) && JsonHash.Of(JsonMarshal.GetRawUtf8Value(value)) == field.Value);

    private static partial class Log
    {
        [LoggerMessage(6301, LogLevel.Information, "Charge {Charge} was found in the vendor's history as prediction {Prediction}.")]
        public static partial void Claimed(ILogger logger, ChargeId charge, PredictionId prediction);

        [LoggerMessage(6302, LogLevel.Warning, "Charge {Charge} was released: the vendor never took the job.")]
        public static partial void Absent(ILogger logger, ChargeId charge);
    }
}
