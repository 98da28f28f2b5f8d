using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>The writer's one connection, with its prepared statements.</summary>
internal sealed class WriterSession : IDisposable
{
    private readonly SqliteConnection _connection;

    private WriterSession(SqliteConnection connection) =>
        (_connection, Sql) = (connection, new SqliteStatements(connection, SqliteLedger.SqlFolder));

    public SqliteStatements Sql { get; }

    /// <summary>The file must be there: a ledger that vanished is not silently begun anew.</summary>
    public static WriterSession Open(SqliteDatabase database, WriterHooks hooks)
    {
        var session = new WriterSession(database.OpenWriter(create: false));
        try
        {
            hooks.Opened?.Invoke(session._connection);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    public void Begin(WriterHooks hooks)
    {
        hooks.Beginning?.Invoke(_connection);
        // From the first moment the only writer: nothing that is read here can be changed by another process before the commit.
        Sql.Run("BEGIN IMMEDIATE");
    }

    public bool Committed(LedgerBatch batch) =>
        Sql["batch-find"].Set("$seq", batch.Seq).Set("$token", batch.Token).Scalar<long>() is not null;

    public void Dispose()
    {
        Sql.Dispose();
        _connection.Dispose();
    }
}
