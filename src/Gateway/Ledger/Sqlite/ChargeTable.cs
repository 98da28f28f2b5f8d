using System.Globalization;
using System.Text.Json;
using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>The charges, as one transaction reads and writes them.</summary>
internal sealed class ChargeTable(SqliteStatements sql)
{
    public StoredCharge? Find(ChargeId id) => One(sql["charge-find"].Set("$id", id.Value));

    public StoredCharge? Owner(PredictionId prediction) => One(sql["charge-by-prediction"].Set("$prediction", prediction.Value));

    /// <summary>The charges that are needed, and how many are in flight.</summary>
    public void Load(Needs needs, LoadedRows rows)
    {
        foreach (var id in needs.Charges) Load(id, rows);
        foreach (var prediction in needs.Predictions)
            if (Owner(prediction) is { } owner) rows.Add(owner);
        foreach (var id in needs.Claiming) LoadAll(sql["charges-sending"].Set("$id", id.Value), rows);
        foreach (var model in needs.WithoutPrediction)
            LoadAll(sql["without-prediction"].Set("$model", model).Set("$absent_since", long.MaxValue), rows);
        foreach (var team in needs.InFlight) rows.InFlight[team] = (int)sql["in-flight"].Set("$team", team.Name).Scalar<long>()!.Value;
        if (needs.Held) LoadAll(sql["charges-held"], rows);
        if (needs.Due == 0) return;
        rows.Due.AddRange(LoadAll(sql["charges-due"].Set("$now", rows.MachineTime).Set("$max", needs.Due), rows));
        if (needs.Due > rows.Due.Count) rows.Due.AddRange(LoadAll(Astray(needs, rows).Set("$max", needs.Due - rows.Due.Count), rows));
    }

    private SqliteStatement Astray(Needs needs, LoadedRows rows) => sql["charges-due-astray"]
        .Set("$open", rows.MachineTime + (long)needs.Furthest.Open.TotalMilliseconds).Set("$any", rows.MachineTime + (long)needs.Furthest.Any.TotalMilliseconds);

    public void Load(ChargeId id, LoadedRows rows)
    {
        if (Find(id) is { } stored) rows.Add(stored);
    }

    public void Write(BatchChanges changes)
    {
        foreach (var stored in changes.Held) Insert(stored.Charge, stored.LookAt);
        foreach (var id in changes.Unclaimed) sql["charge-unclaim"].Set("$id", id.Value).Run();
        foreach (var stored in changes.Updated) Update(stored);
        foreach (var stored in changes.Looks) sql["look-move"].Set("$id", stored.Charge.Id.Value).Set("$look_at", Look(stored.LookAt)).Run();
    }

    private void Insert(Charge charge, DateTimeOffset? look) => sql["charge-insert"]
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

    private void Update(StoredCharge stored) => sql["charge-update"]
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
        .Set("$look_at", Look(stored.LookAt))
        .Run();

    private static object? Look(DateTimeOffset? at) => at is { } look ? UnixTime.Up(look) : null;

    private static List<ChargeId> LoadAll(SqliteStatement statement, LoadedRows rows)
    {
        using var found = statement.Read();
        var ids = new List<ChargeId>();
        while (found.Read())
        {
            var stored = StoredCharge.Read(found);
            ids.Add(stored.Charge.Id);
            rows.Add(stored);
        }

        return ids;
    }

    private static StoredCharge? One(SqliteStatement statement)
    {
        using var row = statement.Read();
        return row.Read() ? StoredCharge.Read(row) : null;
    }
}
