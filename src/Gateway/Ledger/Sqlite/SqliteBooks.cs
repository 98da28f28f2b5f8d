using Gateway.Ledger.Writing;
using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>The books in a SQLite file.</summary>
internal sealed class SqliteBooks(SqliteDatabase database, TimeProvider time) : ILedgerDatabase
{
    public string Place => database.File;

    public ILedgerStore OpenStore(WriterHooks hooks) => SqliteStore.Open(database, time, hooks);

    public bool IsFaultOfRows(Exception fault) =>
        fault is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH };

    public bool IsOurs(Exception fault) => fault is SqliteException;

    /// <summary>A file is not lost like that.</summary>
    public bool IsLostConnection(Exception fault) => false;
}
