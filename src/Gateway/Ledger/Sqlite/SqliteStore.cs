using Gateway.Ledger.Writing;
using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>The writer's one connection to a SQLite file, with its prepared statements.</summary>
internal sealed class SqliteStore : ILedgerStore
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatements _sql;
    private readonly TimeProvider _time;
    private readonly WriterHooks _hooks;
    private readonly ChargeTable _charges;
    private readonly AnswerTable _answers;
    private readonly KeyTable _keys;
    private readonly BalanceTable _balances;
    private readonly JournalTable _journal;

    private SqliteStore(SqliteConnection connection, TimeProvider time, WriterHooks hooks)
    {
        (_connection, _time, _hooks) = (connection, time, hooks);
        _sql = new SqliteStatements(connection, SqliteLedger.SqlFolder);
        (_charges, _answers, _keys) = (new ChargeTable(_sql), new AnswerTable(_sql), new KeyTable(_sql));
        (_balances, _journal) = (new BalanceTable(_sql), new JournalTable(_sql));
    }

    public static SqliteStore Open(SqliteDatabase database, TimeProvider time, WriterHooks hooks)
    {
        var store = new SqliteStore(database.OpenWriter(create: false), time, hooks);
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
        // From the first moment the only writer: nothing that is read here can be changed by another process before the commit.
        _sql.Run("BEGIN IMMEDIATE");
        var rows = new LoadedRows { MachineTime = UnixTime.Of(_time.GetUtcNow()) };
        _journal.ReadHead(rows);
        _charges.Load(needs, rows);
        _keys.Load(needs, rows, _charges, _answers);
        _answers.Load(needs, rows);
        return rows;
    }

    public void ReadBalances(IReadOnlyCollection<BalanceKey> keys, Action<BalanceKey, Usd, Usd> heldAndSettled)
    {
        foreach (var key in keys)
            if (_balances.Find(key) is var (held, settled)) heldAndSettled(key, held, settled);
    }

    public void Write(BatchChanges changes)
    {
        if (changes.Journaled) _journal.Begin(changes);
        _charges.Write(changes);
        _keys.Write(changes);
        _answers.Write(changes);
        _journal.Write(changes);
        foreach (var (key, balance) in changes.Balances) _balances.Write(key, balance);
        changes.Forget?.Done = new Forgetting(_sql).Step(changes.Forget.Cut);
        if (changes.Probed) _sql["probe-write"].Set("$at", UnixTime.Of(changes.Now)).Run();
    }

    public void Commit() => _sql.Run("COMMIT");

    public void Rollback() => _sql.Run("ROLLBACK");

    public bool Committed(long seq, string token) => _journal.Committed(seq, token);

    public void Dispose()
    {
        _sql.Dispose();
        _connection.Dispose();
    }
}
