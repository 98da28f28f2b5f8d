using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>A charge as its row has it.</summary>
/// <param name="Life">How many wrong claims were reversed: each begins the charge anew.</param>
internal sealed record StoredCharge(Charge Charge, int Life)
{
    /// <summary>Reads the columns in the order in which the migrations add them.</summary>
    public static StoredCharge Read(SqliteDataReader row) => new(
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
            Fingerprint = new Fingerprint(JsonSerializer.Deserialize<Dictionary<string, string>>(row.GetString(11))!, row.GetString(12)),
            HeldAt = UnixTime.Read(row.GetInt64(13)),
            SendingUntil = UnixTime.Read(row.GetInt64(14)),
            Prediction = Text(row, 15) is { } prediction ? new PredictionId(prediction) : null,
            Claimed = row.GetInt64(16) != 0,
            SettledUsd = new Usd(row.GetInt64(17)),
            PriceSource = Words<PriceSource>.Read(row.GetString(18)),
            ReleaseReason = Words<ReleaseReason>.Read(row.GetString(19)),
            EndedAt = row.IsDBNull(20) ? null : UnixTime.Read(row.GetInt64(20)),
            Note = Text(row, 21),
            Tags = Text(row, 22),
            PricedFields = Text(row, 23),
            TraceParent = Text(row, 24),
        },
        row.GetInt32(25));

    public static List<Charge> ReadAll(SqliteDataReader rows)
    {
        var charges = new List<Charge>();
        while (rows.Read()) charges.Add(Read(rows).Charge);
        return charges;
    }

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
