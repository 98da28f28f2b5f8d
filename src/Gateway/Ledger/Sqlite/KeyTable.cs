using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>Which charge each Idempotency-Key stands for.</summary>
internal sealed class KeyTable(SqliteStatements sql)
{
    /// <summary>The keys that are needed, with their charges and what those were answered.</summary>
    public void Load(Needs needs, LoadedRows rows, ChargeTable charges, AnswerTable answers)
    {
        foreach (var key in needs.Keys)
        {
            if (Find(key) is not var (charge, bodyHash)) continue;
            rows.Keys[key] = (charge, bodyHash);
            charges.Load(charge, rows);
            if (answers.Submit(charge) is { } answer) rows.SubmitAnswers[charge] = answer;
        }
    }

    public void Write(BatchChanges changes)
    {
        foreach (var charge in changes.FreedKeys) sql["key-free"].Set("$charge", charge.Value).Run();
        foreach (var (key, charge) in changes.TakenKeys)
            sql["key-insert"].Set("$scope", key.Scope).Set("$key", key.Key).Set("$body_hash", key.BodyHash).Set("$charge", charge.Value).Run();
    }

    private (ChargeId Charge, string BodyHash)? Find((string Scope, string Key) key)
    {
        using var row = sql["key-find"].Set("$scope", key.Scope).Set("$key", key.Key).Read();
        return row.Read() ? (new ChargeId(row.GetString(0)), row.GetString(1)) : null;
    }
}
