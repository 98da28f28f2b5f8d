using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>Which charge each Idempotency-Key stands for.</summary>
internal sealed class KeyTable(SqliteStatements sql)
{
    /// <summary>A key is free again this long after its charge ended.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);

    public (ChargeId Charge, string BodyHash)? Find(IdempotencyKey key)
    {
        using var row = sql["key-find"].Set("$scope", key.Scope).Set("$key", key.Key).Read();
        return row.Read() ? (new ChargeId(row.GetString(0)), row.GetString(1)) : null;
    }

    public void Take(IdempotencyKey key, ChargeId charge) => sql["key-insert"]
        .Set("$scope", key.Scope).Set("$key", key.Key).Set("$body_hash", key.BodyHash).Set("$charge", charge.Value).Run();

    public bool Free(ChargeId charge) => sql["key-free"].Set("$charge", charge.Value).Run() > 0;
}
