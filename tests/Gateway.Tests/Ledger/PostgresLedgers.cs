using Gateway.Ledger;
using Gateway.Ledger.Postgres;
using Gateway.Ledger.Writing;
using Gateway.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Ledger;

/// <summary>A database with one ledger in it, opened by as many replicas as a test wants, each with connections of its own; thrown away afterwards.</summary>
internal sealed class PostgresLedgers : IAsyncDisposable
{
    private readonly Lazy<Task<(PostgresServer Server, string Connection)>> _made;

    /// <param name="server">Null for the one that tests share.</param>
    public PostgresLedgers(PostgresServer? server = null) => _made = new(async () =>
    {
        server ??= await Servers.Servers.PostgresAsync();
        return (server, await server.CreateDatabaseAsync());
    });

    /// <summary>To the database, which is made when it is first asked for, and once.</summary>
    public async Task<string> ConnectionAsync() => (await _made.Value).Connection;

    /// <param name="time">Null for the database's own clock.</param>
    /// <param name="connection">Another way to the same database.</param>
    public async Task<PostgresLedger> OpenAsync(
        TimeProvider? time = null, LedgerOptions? options = null, WriterHooks? hooks = null, ILoggerFactory? loggers = null, string? connection = null)
    {
        var database = await DatabaseAsync(options, connection);
        var ledger = new PostgresLedger(
            database, options ?? LedgerOptions.Default, new LookSchedule(TimeSpan.FromSeconds(5)), new PostgresClock(time), time ?? TimeProvider.System,
            loggers ?? NullLoggerFactory.Instance, hooks);
        return await Task.Run(ledger.Open);
    }

    public async Task<PostgresDatabase> DatabaseAsync(LedgerOptions? options = null, string? connection = null)
    {
        options ??= LedgerOptions.Default;
        return PostgresDatabase.Parse(connection ?? await ConnectionAsync(), options.MaxConnections, options.StatementTimeout, out var fault)
            ?? throw new InvalidOperationException(fault);
    }

    /// <summary>Runs SQL behind the ledgers' backs.</summary>
    public async Task ExecuteAsync(string sql) => await PostgresServer.ExecuteAsync(await ConnectionAsync(), sql);

    public async Task<T> AskAsync<T>(string sql) => await PostgresServer.AskAsync<T>(await ConnectionAsync(), sql);

    /// <summary>Since the database was made.</summary>
    public Task<long> DeadlocksAsync() => AskAsync<long>("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");

    public async ValueTask DisposeAsync()
    {
        // Where making it failed or was skipped, the test said so.
        if (!_made.IsValueCreated || !_made.Value.IsCompletedSuccessfully) return;
        var (server, connection) = await _made.Value;
        await server.DropDatabaseAsync(connection);
    }
}
