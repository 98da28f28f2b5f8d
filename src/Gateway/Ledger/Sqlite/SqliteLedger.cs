using Gateway.Ledger.Writing;
using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>The ledger in one SQLite file.</summary>
internal sealed partial class SqliteLedger : BatchedLedger
{
    public const string SqlFolder = "Ledger/Sqlite";

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;

    public SqliteLedger(
        SqliteDatabase database, LedgerOptions options, LookSchedule looks, TimeProvider time, ILoggerFactory loggers, WriterHooks? hooks = null)
        : base(new SqliteBooks(database, time), options, looks, time, loggers, hooks)
    {
        (_database, _time, _logger) = (database, time, loggers.CreateLogger<SqliteLedger>());
        Views = new SqliteViews(database, ProbeAsync, time);
    }

    public override ILedgerViews Views { get; }

    /// <summary>Full path of the database.</summary>
    public string File => _database.File;

    public override bool IsShared => false;

    public override bool Exists() => System.IO.File.Exists(File);

    public override SqliteLedger Open()
    {
        try
        {
            using var connection = _database.OpenWriter(create: true);
            var steps = SqliteMigrations.Apply(connection, SqlFolder + "/Migrations", _time);
            if (steps > 0) Log.Migrated(_logger, _database.File, steps);
        }
        catch (SqliteException e)
        {
            throw new LedgerUnavailableException($"The ledger '{_database.File}' cannot be opened: {e.Message}", e);
        }

        StartWriter();
        return this;
    }

    /// <summary>Copies the file as it stands, beside whoever serves it, and checks the copy's books.</summary>
    public async Task<BooksReport> BackupAsync(string file, CancellationToken cancellationToken)
    {
        await Task.Run(() => SqliteBackup.Copy(_database, file), cancellationToken);
        var copy = _database.At(file);
        try
        {
            return await new SqliteViews(copy, _ => Task.CompletedTask, _time).CheckBooksAsync(cancellationToken);
        }
        finally
        {
            copy.CloseReaders();
        }
    }

    protected override ValueTask CloseAsync()
    {
        _database.CloseReaders();
        return ValueTask.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(4000, LogLevel.Information, "The ledger {File} was brought up to date in {Steps} steps.")]
        public static partial void Migrated(ILogger logger, string file, int steps);
    }
}
