using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>One SQLite file: where it is, and how a connection that writes and one that only reads are opened.</summary>
internal sealed class SqliteDatabase
{
    /// <summary>The write-ahead log is cut back to this many bytes after a checkpoint.</summary>
    private const int KeptLog = 64 * 1024 * 1024;

    private readonly TimeSpan _busyTimeout;

    private SqliteDatabase(string file, TimeSpan busyTimeout) => (File, _busyTimeout) = (file, busyTimeout);

    /// <summary>Full path.</summary>
    public string File { get; }

    /// <summary>Null, and one sentence that says what is wrong, where the connection string cannot be used.</summary>
    public static SqliteDatabase? Parse(string? connectionString, TimeSpan busyTimeout, out string? fault)
    {
        fault = null;
        SqliteConnectionStringBuilder parsed;
        try
        {
            parsed = new SqliteConnectionStringBuilder(connectionString);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The text itself may hold a password and is not repeated.
            fault = "is not a connection string; give a file (Data Source=gateway.db) or a PostgreSQL server (Host=db;Database=gateway;Username=gateway)";
            return null;
        }

        fault = FaultOf(parsed);
        return fault is null ? new SqliteDatabase(Real(Path.GetFullPath(parsed.DataSource)), busyTimeout) : null;
    }

    /// <summary>Another file, opened alike.</summary>
    public SqliteDatabase At(string file) => new(System.IO.Path.GetFullPath(file), _busyTimeout);

    /// <summary>Opens the one connection of a process that writes. Every commit reaches the disk before it is reported.</summary>
    public SqliteConnection OpenWriter(bool create)
    {
        var connection = Open(create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite, pooled: false);
        try
        {
            if (Run(connection, "PRAGMA journal_mode = WAL") is not "wal")
                throw new InvalidOperationException($"'{File}' cannot keep a write-ahead log; put it on a local disk.");
            Run(connection, "PRAGMA synchronous = FULL");
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA journal_size_limit = {KeptLog}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public SqliteConnection OpenReader() => Open(SqliteOpenMode.ReadOnly, pooled: true);

    /// <summary>Closes the connections that wait for a next reader.</summary>
    public void CloseReaders()
    {
        using var connection = new SqliteConnection(Text(SqliteOpenMode.ReadOnly, pooled: true));
        SqliteConnection.ClearPool(connection);
    }

    /// <summary>The file behind a link: by whatever name it is opened, the lock and the log beside it are the same.</summary>
    private static string Real(string path)
    {
        try
        {
            return System.IO.File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (IOException)
        {
            // A link in a circle: opening it says so.
            return path;
        }
    }

    private SqliteConnection Open(SqliteOpenMode mode, bool pooled)
    {
        var connection = new SqliteConnection(Text(mode, pooled));
        try
        {
            connection.Open();
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout = {(long)_busyTimeout.TotalMilliseconds}"));
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private string Text(SqliteOpenMode mode, bool pooled) => new SqliteConnectionStringBuilder
    {
        DataSource = File,
        Mode = mode,
        Pooling = pooled,
        ForeignKeys = true,
        DefaultTimeout = Math.Max(1, (int)Math.Ceiling(_busyTimeout.TotalSeconds)),
    }.ToString();

    private static string? FaultOf(SqliteConnectionStringBuilder parsed) => parsed switch
    {
        { DataSource: "" } => "names no file; give one: Data Source=gateway.db",
        { Mode: SqliteOpenMode.Memory } or { DataSource: ":memory:" } => "asks for a database in memory, which would forget money; give a file: Data Source=gateway.db",
        _ when parsed.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase) => "gives a URI; give a plain path: Data Source=gateway.db",
        _ when !Directory.Exists(Path.GetDirectoryName(Path.GetFullPath(parsed.DataSource))) =>
            $"names '{parsed.DataSource}', whose folder does not exist",
        _ => null,
    };

    private static object? Run(SqliteConnection connection, string pragma)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragma;
        return command.ExecuteScalar();
    }
}
