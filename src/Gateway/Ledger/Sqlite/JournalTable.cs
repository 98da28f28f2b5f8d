using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>The batches, their entries, and why their holds were let in.</summary>
internal sealed class JournalTable(SqliteStatements sql)
{
    /// <summary>Where the journal stands.</summary>
    public void ReadHead(LoadedRows rows)
    {
        using (var last = sql["batch-last"].Read())
            if (last.Read()) (rows.Seq, rows.At) = (last.GetInt64(0), last.GetInt64(1));
        rows.LastEntry = sql["entry-last"].Scalar<long>()!.Value;
    }

    public bool Committed(long seq, string token) => sql["batch-find"].Set("$seq", seq).Set("$token", token).Scalar<long>() is not null;

    public void Begin(BatchChanges changes) =>
        sql["batch-insert"].Set("$seq", changes.Seq).Set("$at", UnixTime.Of(changes.Now)).Set("$token", changes.Token).Run();

    public void Write(BatchChanges changes)
    {
        foreach (var entry in changes.Entries) Append(entry, changes);
        foreach (var admission in changes.Admissions)
            sql["admission-insert"]
                .Set("$batch", changes.Seq).Set("$scope", admission.Key.Scope).Set("$period", Words<BudgetPeriod>.Of(admission.Key.Period))
                .Set("$start", admission.Key.Start).Set("$limit", admission.Limit.Nanos).Set("$budget", admission.Budget)
                .Set("$settled", admission.Settled.Nanos).Set("$held", admission.Held.Nanos).Set("$added", admission.Added.Nanos)
                .Set("$as_of", admission.AsOf).Set("$through", admission.Through)
                .Run();
    }

    private void Append(Entry entry, BatchChanges changes) => sql["entry-insert"]
        .Set("$id", entry.Id).Set("$batch", changes.Seq).Set("$charge", entry.Charge.Charge.Id.Value).Set("$life", entry.Charge.Life)
        .Set("$kind", Words<EntryKind>.Of(entry.Kind)).Set("$evidence", entry.Evidence)
        .Set("$held", entry.Held.Nanos).Set("$settled", entry.Settled.Nanos)
        .Set("$at", UnixTime.Of(changes.Now)).Set("$note", entry.Note)
        .Run();
}
