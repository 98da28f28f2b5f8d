using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Gateway.Atlas;
using Gateway.Ledger;

namespace Gateway.Predictions;

/// <summary>Looks in the vendor's history for submits whose reply was lost: claims what is theirs, and releases what never was.</summary>
internal sealed partial class UnknownSearch(
    ILedger ledger, ILedgerViews views, HistoryReader history, PredictionsOptions options, TimeProvider time, ILogger<UnknownSearch> logger)
{
    /// <summary>Complete readings without a trace before a submit counts as never taken.</summary>
    private const int ReadingsUntilAbsent = 2;

    private readonly ConcurrentDictionary<ChargeId, int> _readingsWithoutTrace = new();

    public async Task SearchAsync(string model, CancellationToken cancellationToken)
    {
        var candidates = await views.WithoutPredictionAsync(model, cancellationToken);
        if (candidates.Count == 0) return;
        var begun = time.GetUtcNow();
        var reading = await history.ReadAsync(model, candidates[0].HeldAt, cancellationToken);
        var unowned = await UnownedAsync(reading.Rows, cancellationToken);
        foreach (var row in unowned.OrderBy(row => row.CreatedAt)) await MatchAsync(row, candidates, begun, reading.Tolerance);
        foreach (var charge in candidates.Where(charge => charge.State is ChargeState.Unknown or ChargeState.Held))
            await ConcludeAsync(charge, reading, unowned, begun);
    }

    private async Task<IReadOnlyList<HistoryRow>> UnownedAsync(IReadOnlyList<HistoryRow> rows, CancellationToken cancellationToken)
    {
        var owned = await views.OwnedAsync([.. rows.Select(row => row.Prediction)], cancellationToken);
        return [.. rows.Where(row => !owned.Contains(row.Prediction))];
    }

    private async Task MatchAsync(HistoryRow row, IReadOnlyList<Charge> candidates, DateTimeOffset now, TimeSpan tolerance)
    {
        var matches = candidates.Where(charge => InWindow(row, charge, tolerance) && IsSameRequest(row, charge)).ToList();
        if (matches.Count == 0) return;

        // While another send of the same request may still get its own reply, nobody can tell whose row this is.
        if (matches.Count > 1 && matches.Any(charge => charge.State == ChargeState.Held && now < charge.SendingUntil)) return;
        if (matches.Select(charge => charge.Team).Distinct().Count() > 1)
        {
            foreach (var charge in matches.Where(charge => charge.State == ChargeState.Unknown))
                await ledger.ReviewAsync(charge.Id, $"Prediction {row.Prediction} could belong to several teams.");
            return;
        }

        foreach (var charge in matches.OrderBy(charge => charge.HeldAt))
        {
            if (!await ledger.ClaimAsync(charge.Id, row.Prediction)) continue;
            _readingsWithoutTrace.TryRemove(charge.Id, out _);
            Log.Claimed(logger, charge.Id, row.Prediction);
            return;
        }
    }

    private async Task ConcludeAsync(Charge charge, HistoryReading reading, IReadOnlyList<HistoryRow> unowned, DateTimeOffset begun)
    {
        var ripe = begun > charge.SendingUntil && begun - charge.HeldAt >= options.AbsentAfter;
        var traceless = reading.IsComplete && !unowned.Any(row => InWindow(row, charge, reading.Tolerance));
        if (ripe && traceless && _readingsWithoutTrace.AddOrUpdate(charge.Id, 1, (_, count) => count + 1) >= ReadingsUntilAbsent)
        {
            _readingsWithoutTrace.TryRemove(charge.Id, out _);
            if (await ledger.ReleaseAsync(charge.Id, ReleaseReason.Absent, "The vendor's history shows no such job.")) Log.Absent(logger, charge.Id);
        }
        else if (charge.State == ChargeState.Unknown && begun - charge.HeldAt > SettlementWorker.NoVerdictAfter)
        {
            await ledger.ReviewAsync(charge.Id, "No trace of the outcome for 24 hours.");
        }
    }

    private static bool InWindow(HistoryRow row, Charge charge, TimeSpan tolerance) =>
        row.CreatedAt >= charge.HeldAt - tolerance && row.CreatedAt <= charge.SendingUntil + tolerance;

    /// <summary>Every field we sent is there and equal; the vendor may have added others.</summary>
    private static bool IsSameRequest(HistoryRow row, Charge charge) =>
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
