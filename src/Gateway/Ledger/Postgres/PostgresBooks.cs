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

    public bool IsLostConnection(Exception fault) => IsLost(fault);

    /// <summary>Classes 57P (the server ends sessions) and 08 (the connection failed), and whatever did not come from the server at all.</summary>
    public static bool IsLost(Exception fault) => fault switch
    {
        PostgresException said => said.SqlState.StartsWith("57P", StringComparison.Ordinal) || said.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException { InnerException: TimeoutException } => false,
        _ => fault is NpgsqlException or SocketException or IOException,
    };

    public static bool IsTheDatabases(Exception fault) => fault is NpgsqlException or TimeoutException or SocketException or IOException;
}
