using System.Data.Common;
using System.Globalization;

namespace Gateway.Ledger.Writing;

/// <summary>A charge as its row has it.</summary>
/// <param name="Life">How many wrong claims were reversed: each begins the charge anew.</param>
/// <param name="LookAt">When it is looked at next; null for never.</param>
internal sealed record StoredCharge(Charge Charge, int Life, DateTimeOffset? LookAt)
{
    /// <summary>Reads the columns in the order in which the migrations add them.</summary>
    public static StoredCharge Read(DbDataReader row) => new(
        new Charge
        {
            Id = new ChargeId(row.GetString(0)),
            Team = new TeamId(row.GetString(1)),
            Caller = new CallerId(row.GetString(2)),
            CostCenter = Text(row, 3),
            Operation = row.GetString(4),
            Model = row.GetString(5),
            State = Words<ChargeState>.Read(row.GetString(6)),
            QuotedUsd = new Usd(row.GetInt64(7)),
            HoldUsd = new Usd(row.GetInt64(8)),
            Tokens = Text(row, 9) is { } tokens ? decimal.Parse(tokens, CultureInfo.InvariantCulture) : null,
            PriceBookVersion = row.GetString(10),
            Fingerprint = new Fingerprint(new StoredHashes(row.GetString(11)), row.GetString(12)),
            HeldAt = UnixTime.Read(row.GetInt64(13)),
            SentAt = UnixTime.Read(row.GetInt64(14)),
            SendingUntil = UnixTime.Read(row.GetInt64(15)),
            Prediction = Text(row, 16) is { } prediction ? new PredictionId(prediction) : null,
            Claimed = row.GetBoolean(17),
            SettledUsd = new Usd(row.GetInt64(18)),
            PriceSource = Words<PriceSource>.Read(row.GetString(19)),
            ReleaseReason = Words<ReleaseReason>.Read(row.GetString(20)),
            EndedAt = row.IsDBNull(21) ? null : UnixTime.Read(row.GetInt64(21)),
            Note = Text(row, 22),
            Tags = Text(row, 23),
            PricedFields = Text(row, 24),
            TraceParent = Text(row, 25),
        },
        row.GetInt32(26),
        row.IsDBNull(27) ? null : UnixTime.Read(row.GetInt64(27)));

    public static List<Charge> ReadAll(DbDataReader rows)
    {
        var charges = new List<Charge>();
        while (rows.Read()) charges.Add(Read(rows).Charge);
        return charges;
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
