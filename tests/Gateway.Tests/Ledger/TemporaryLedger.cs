using Gateway.Ledger;
using Gateway.Ledger.Sqlite;
using Gateway.Ledger.Writing;
using Gateway.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Ledger;

/// <summary>A folder with one ledger in it, thrown away afterwards.</summary>
internal sealed class TemporaryLedger : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-ledger-").FullName;

    public string File => Path.Combine(_folder, "gateway.db");

    public SqliteLedger Open(
        TimeProvider time, LedgerOptions? options = null, WriterHooks? hooks = null, ILoggerFactory? loggers = null)
    {
        options ??= LedgerOptions.Default;
        return new SqliteLedger(
            Database(options.BusyTimeout), options, new LookSchedule(TimeSpan.FromSeconds(5)), time, loggers ?? NullLoggerFactory.Instance, hooks).Open();
    }

    public SqliteDatabase Database(TimeSpan? busyTimeout = null) =>
        SqliteDatabase.Parse($"Data Source={File}", busyTimeout ?? LedgerOptions.Default.BusyTimeout, out _)!;

    /// <summary>Runs SQL behind the ledger's back.</summary>
    public int Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteNonQuery();
    }

    public long Ask(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return (long)command.ExecuteScalar()!;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }
}
