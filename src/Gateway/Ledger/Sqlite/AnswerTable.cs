using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>The vendor's bytes that the ledger keeps for each charge.</summary>
internal sealed class AnswerTable(SqliteStatements sql)
{
    public VendorBytes? Submit(ChargeId charge) => Read(sql["answer-submit"].Set("$charge", charge.Value));

    public VendorBytes? Best(ChargeId charge) => Read(sql["answer-best"].Set("$charge", charge.Value));

    public void Load(Needs needs, LoadedRows rows)
    {
        foreach (var charge in needs.FinalAnswers)
            if (sql["answer-final"].Set("$charge", charge.Value).Scalar<long>() is not null) rows.FinalAnswers.Add(charge);
    }

    public void Write(BatchChanges changes)
    {
        foreach (var charge in changes.DroppedFinals) sql["answer-drop"].Set("$charge", charge.Value).Run();
        foreach (var ((charge, kind), answer) in changes.Kept)
            sql["answer-keep"].Set("$charge", charge.Value).Set("$kind", Words<AnswerKind>.Of(kind))
                .Set("$content_type", answer.ContentType).Set("$body", answer.Body.ToArray()).Run();
    }

    private static VendorBytes? Read(SqliteStatement statement)
    {
        using var row = statement.Read();
        return row.Read() ? new VendorBytes(row.GetString(0), row.GetFieldValue<byte[]>(1)) : null;
    }
}
