using Gateway.Atlas;

namespace Gateway.Predictions;

/// <summary>What the vendor's history shows of one model since a moment.</summary>
/// <param name="Rows">Their times put on the gateway's clock.</param>
/// <param name="IsComplete">No page failed, and the last one reached past the moment.</param>
/// <param name="Tolerance">How far a row's time may be off.</param>
internal sealed record HistoryReading(IReadOnlyList<HistoryRow> Rows, bool IsComplete, TimeSpan Tolerance);

/// <summary>Reads the history page by page, newest first, until past the window.</summary>
internal sealed class HistoryReader(AtlasClient atlas, VendorPace pace, TimeProvider time)
{
    private const int PageSize = 100;
    private const int MaxPages = 100;

    /// <summary>Rows tell whole seconds; the vendor's clock is known from its Date to one more.</summary>
    private static readonly TimeSpan ClockKnown = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ClockUnknown = TimeSpan.FromSeconds(60);

    /// <param name="model">Null for every model.</param>
    public async Task<HistoryReading> ReadAsync(string? model, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var rows = new Dictionary<PredictionId, HistoryRow>();
        var tolerance = ClockKnown;
        var seen = 0L;
        for (var number = 1; number <= MaxPages; number++)
        {
            var reply = await atlas.GetHistoryAsync(model, number, PageSize, cancellationToken);
            if (HistoryPage.Read(reply) is not { } page)
            {
                if (reply is VendorReply.Answered { Status: 429 }) pace.SlowDown();
                return new HistoryReading([.. rows.Values], IsComplete: false, tolerance);
            }

            if (page.VendorTime is null) tolerance = ClockUnknown;
            var ahead = page.VendorTime - time.GetUtcNow() ?? TimeSpan.Zero;
            foreach (var row in page.Rows.Where(row => model is null || row.Model == model))
                rows[row.Prediction] = row with { CreatedAt = row.CreatedAt - ahead };

            // The vendor may give smaller pages than asked for, so a short page alone is not the end.
            seen += page.Rows.Count;
            var atTheEnd = page.Rows.Count == 0 || (page.Total > 0 && seen >= page.Total);
            if (atTheEnd || page.Rows[^1].CreatedAt - ahead < since - tolerance)
                return new HistoryReading([.. rows.Values], IsComplete: true, tolerance);
        }

        return new HistoryReading([.. rows.Values], IsComplete: false, tolerance);
    }
}
