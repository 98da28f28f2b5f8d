using Gateway.Atlas;
using Gateway.Ledger;

namespace Gateway.Predictions;

/// <summary>What the vendor's history shows of one model.</summary>
/// <param name="Rows">Their times put on the ledger's clock.</param>
/// <param name="CompleteSince">Every row since then was seen; null when that cannot be said of any time.</param>
/// <param name="Tolerance">How far a row's time may be off.</param>
internal sealed record HistoryReading(IReadOnlyList<HistoryRow> Rows, DateTimeOffset? CompleteSince, TimeSpan Tolerance)
{
    /// <summary>False when the vendor did not tell its clock: then a row's time may be off by more.</summary>
    public bool IsClockKnown { get; init; } = true;

    /// <summary>When the vendor took a job, by the ledger's clock; null where that cannot be told.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? TakenBetween(HistoryRow row) => IsClockKnown ? (row.CreatedAt - Tolerance, row.CreatedAt + Tolerance) : null;
}

/// <summary>Reads the history page by page, newest first, until past the window.</summary>
internal sealed class HistoryReader(AtlasClient atlas, ILedgerViews views, VendorPace pace, TimeProvider time)
{
    private const int PageSize = 100;
    private const int MaxPages = 100;

    /// <summary>Rows tell whole seconds, and the vendor's Date does too.</summary>
    private static readonly TimeSpan ClockKnown = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan ClockUnknown = TimeSpan.FromSeconds(60);

    /// <param name="model">Null for every model.</param>
    public async Task<HistoryReading> ReadAsync(string? model, DateTimeOffset since, CancellationToken cancellationToken)
    {
        // By the ledger's clock, read once and then told by the time that passes here.
        var (begun, ticks) = (await views.ClockAsync(cancellationToken), time.GetTimestamp());
        var rows = new Dictionary<PredictionId, HistoryRow>();
        var (tolerance, seen, known) = (ClockKnown, 0L, true);
        DateTimeOffset? oldest = null;
        for (var number = 1; number <= MaxPages; number++)
        {
            var asked = begun + time.GetElapsedTime(ticks);
            var reply = await atlas.GetHistoryAsync(model, number, PageSize, cancellationToken);
            if (reply is VendorReply.Answered { Status: 429 }) pace.SlowDown();
            if (HistoryPage.Read(reply) is not { } page) return new HistoryReading([.. rows.Values], null, tolerance) { IsClockKnown = known };

            // The vendor's clock was read somewhere between asking and hearing, so a slow answer says less about it.
            var heard = begun + time.GetElapsedTime(ticks);
            known &= page.VendorTime is not null;
            tolerance = Larger(tolerance, page.VendorTime is null ? ClockUnknown : ClockKnown + (heard - asked));
            var ahead = page.VendorTime - heard ?? TimeSpan.Zero;
            foreach (var row in page.Rows)
            {
                var ours = row with { CreatedAt = row.CreatedAt - ahead };
                if (model is null || row.Model == model) rows[row.Prediction] = ours;

                // A list that is not newest first proves nothing about what it has not shown.
                if (ours.CreatedAt > oldest + tolerance) return new HistoryReading([.. rows.Values], null, tolerance) { IsClockKnown = known };
                oldest = ours.CreatedAt > oldest ? oldest : ours.CreatedAt;
            }

            // The vendor may give smaller pages than asked for, and a total that counts one page only: the end is a page without rows.
            seen += page.Rows.Count;
            if (page.Rows.Count == 0) return new HistoryReading([.. rows.Values], seen >= page.Total ? DateTimeOffset.MinValue : null, tolerance) { IsClockKnown = known };
            if (oldest <= since - tolerance * 2) break;
        }

        // A row as old as the oldest one may stand on the next page.
        return new HistoryReading([.. rows.Values], oldest + tolerance, tolerance) { IsClockKnown = known };
    }

    private static TimeSpan Larger(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
