using System.Globalization;
using Gateway.Ledger.Writing;
using Gateway.Storage;
using Npgsql;

namespace Gateway.Ledger.Postgres;

/// <summary>
/// The writer's one connection to PostgreSQL. Every transaction begins by taking the head of the journal, so that the batches of all replicas are
/// decided and committed one after another; nothing else is waited for, and so nothing can wait in a circle.
/// </summary>
internal sealed class PostgresStore : ILedgerStore
{
    private const string Begun = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

    private readonly NpgsqlConnection _connection;
    private readonly string _statementTimeout;
    private readonly PostgresClock _clock;
    private readonly WriterHooks _hooks;

    private PostgresStore(NpgsqlConnection connection, TimeSpan statementTimeout, PostgresClock clock, WriterHooks hooks)
    {
        (_connection, _clock, _hooks) = (connection, clock, hooks);
        _statementTimeout = ((long)Math.Ceiling(statementTimeout.TotalMilliseconds)).ToString(CultureInfo.InvariantCulture);
    }

    public static PostgresStore Open(PostgresDatabase database, PostgresClock clock, WriterHooks hooks)
    {
        var store = new PostgresStore(database.Open(), database.StatementTimeout, clock, hooks);
        try
        {
            hooks.Opened?.Invoke(store._connection);
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public LoadedRows Begin(Needs needs)
    {
        _hooks.Beginning?.Invoke(_connection);
        var rows = new LoadedRows();
        using (var batch = Taken(row => (rows.Seq, rows.At, rows.LastEntry) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2))))
        {
            // After the head is taken: until the commit, this is the newest time that counts.
            batch.Add("clock", row => rows.MachineTime = _clock.Read(row.GetInt64(0)));
            PostgresLoading.Add(batch, needs, rows);
            batch.Run();
        }

        if (needs is { Due: 0, Held: false }) return rows;
        using var later = Batch();
        PostgresLoading.AddTimed(later, needs, rows);
        later.Run();
        return rows;
    }

    public void ReadBalances(IReadOnlyCollection<BalanceKey> keys, Action<BalanceKey, Usd, Usd> heldAndSettled)
    {
        using var batch = Batch();
        batch.Add("balances-take", row => PostgresLoading.Balance(row, heldAndSettled), PostgresLoading.Columns(keys));
        batch.Run();
    }

    public void Write(BatchChanges changes)
    {
        using var batch = Batch();
        PostgresWriting.Add(batch, changes);
        batch.Run();
        changes.Forget?.Done = new PostgresForgetting(Batch).Step(changes.Forget.Cut);
    }

    public void Commit() => Run("COMMIT");

    public void Rollback() => Run("ROLLBACK");

    /// <summary>
    /// Behind the head: the backend of a connection that was lost may live on and still commit, and has the head until it has done so or is gone.
    /// </summary>
    public bool Committed(long seq, string token)
    {
        var found = false;
        using (var batch = Taken(_ => { }))
        {
            batch.Add("batch-find", _ => found = true, seq, token);
            batch.Run();
        }

        Rollback();
        return found;
    }

    public void Dispose() => _connection.Dispose();

    private PostgresBatch Batch() => new(_connection, PostgresLedger.SqlFolder);

    private PostgresBatch Taken(Action<NpgsqlDataReader> head) =>
        Batch().Words(Begun).Add("settings", _ => { }, _statementTimeout).Add("head-take", head);

    private void Run(string words)
    {
        using var batch = Batch();
        batch.Words(words).Run();
    }
}
