using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>The vendor's bytes that the ledger keeps for each charge.</summary>
internal sealed class AnswerTable(SqliteStatements sql)
{
    /// <summary>False when there was one, or this one is too long.</summary>
    public bool KeepSubmit(ChargeId charge, VendorBytes answer) => Keep(charge, "submit", answer);

    /// <summary>The first verdict stays.</summary>
    public bool KeepFinal(ChargeId charge, VendorBytes answer) => Keep(charge, "final", answer);

    public bool DropFinal(ChargeId charge) => sql["answer-drop"].Set("$charge", charge.Value).Run() > 0;

    public VendorBytes? Submit(ChargeId charge) => Read(sql["answer-submit"].Set("$charge", charge.Value));

    public VendorBytes? Best(ChargeId charge) => Read(sql["answer-best"].Set("$charge", charge.Value));

    private bool Keep(ChargeId charge, string kind, VendorBytes answer) =>
        answer.Body.Length <= VendorBytes.MaxKept
        && sql["answer-keep"].Set("$charge", charge.Value).Set("$kind", kind)
            .Set("$content_type", answer.ContentType).Set("$body", answer.Body.ToArray()).Run() > 0;

    private static VendorBytes? Read(SqliteStatement statement)
    {
        using var row = statement.Read();
        return row.Read() ? new VendorBytes(row.GetString(0), row.GetFieldValue<byte[]>(1)) : null;
    }
}
