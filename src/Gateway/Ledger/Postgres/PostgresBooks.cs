using System.Net.Sockets;
using System.Text;
using Gateway.Ledger.Writing;
using Gateway.Storage;
using Npgsql;

namespace Gateway.Ledger.Postgres;

/// <summary>The books in a PostgreSQL database.</summary>
internal sealed class PostgresBooks(PostgresDatabase database, PostgresClock clock) : ILedgerDatabase
{
    public string Place => database.Place;

    public ILedgerStore OpenStore(WriterHooks hooks) => PostgresStore.Open(database, clock, hooks);

    /// <summary>Classes 22 (a value that cannot be stored) and 23 (a rule of the tables), and text that is none.</summary>
    public bool IsFaultOfRows(Exception fault) =>
        fault is PostgresException { SqlState: ['2', '2' or '3', ..] } or EncoderFallbackException;

    public bool IsOurs(Exception fault) => IsTheDatabases(fault);

    public static bool IsTheDatabases(Exception fault) => fault is NpgsqlException or TimeoutException or SocketException or IOException;
}
