using System.Globalization;
using System.Text.Json;
using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>The charges, as one transaction reads and writes them.</summary>
internal sealed class ChargeTable(SqliteStatements sql)
{
    public StoredCharge? Find(ChargeId id) => One(sql["charge-find"].Set("$id", id.Value));

    public StoredCharge? Owner(PredictionId prediction) => One(sql["charge-by-prediction"].Set("$prediction", prediction.Value));

    public IReadOnlyList<Charge> Due(DateTimeOffset now, int max)
    {
        using var rows = sql["charges-due"].Set("$now", UnixTime.Of(now)).Set("$max", max).Read();
        return StoredCharge.ReadAll(rows);
    }

    public IReadOnlyList<Charge> Held()
    {
        using var rows = sql["charges-held"].Read();
        return StoredCharge.ReadAll(rows);
    }

    public int InFlight(TeamId team) => (int)sql["in-flight"].Set("$team", team.Name).Scalar<long>()!.Value;

    public bool StillSending(Fingerprint fingerprint, DateTimeOffset now) =>
        sql["still-sending"].Set("$fingerprint_whole", fingerprint.Whole).Set("$now", UnixTime.Of(now)).Scalar<long>() == 1;

    public void Insert(Charge charge, DateTimeOffset? look) => sql["charge-insert"]
        .Set("$id", charge.Id.Value)
        .Set("$team", charge.Team.Name)
        .Set("$caller", charge.Caller.Name)
        .Set("$cost_center", charge.CostCenter)
        .Set("$operation", charge.Operation)
        .Set("$model", charge.Model)
        .Set("$quoted", charge.QuotedUsd.Nanos)
        .Set("$hold", charge.HoldUsd.Nanos)
        .Set("$tokens", charge.Tokens?.ToString(CultureInfo.InvariantCulture))
        .Set("$price_book", charge.PriceBookVersion)
        .Set("$fingerprint", JsonSerializer.Serialize(charge.Fingerprint.FieldHashes))
        .Set("$fingerprint_whole", charge.Fingerprint.Whole)
        .Set("$held_at", UnixTime.Of(charge.HeldAt))
        .Set("$sent_at", UnixTime.Of(charge.SentAt))
        .Set("$sending_until", UnixTime.Up(charge.SendingUntil))
        .Set("$tags", charge.Tags)
        .Set("$priced_fields", charge.PricedFields)
        .Set("$trace_parent", charge.TraceParent)
        .Set("$look_at", Look(look))
        .Run();

    public void Update(StoredCharge stored, DateTimeOffset? look) => sql["charge-update"]
        .Set("$id", stored.Charge.Id.Value)
        .Set("$state", Words<ChargeState>.Of(stored.Charge.State))
        .Set("$prediction", stored.Charge.Prediction?.Value)
        .Set("$claimed", stored.Charge.Claimed ? 1 : 0)
        .Set("$settled", stored.Charge.SettledUsd.Nanos)
        .Set("$price_source", Words<PriceSource>.Of(stored.Charge.PriceSource))
        .Set("$release_reason", Words<ReleaseReason>.Of(stored.Charge.ReleaseReason))
        .Set("$ended_at", stored.Charge.EndedAt is { } at ? UnixTime.Of(at) : null)
        .Set("$note", stored.Charge.Note)
        .Set("$life", stored.Life)
        .Set("$look_at", Look(look))
        .Run();

    public void MoveLook(ChargeId id, DateTimeOffset? look) => sql["look-move"].Set("$id", id.Value).Set("$look_at", Look(look)).Run();

    private static object? Look(DateTimeOffset? at) => at is { } look ? UnixTime.Up(look) : null;

    private static StoredCharge? One(SqliteStatement statement)
    {
        using var row = statement.Read();
        return row.Read() ? StoredCharge.Read(row) : null;
    }
}
