using Gateway.Ledger.Writing;
using Gateway.Storage;
using Npgsql;

namespace Gateway.Ledger.Postgres;

/// <summary>The ledger in a PostgreSQL database that several replicas share.</summary>
internal sealed partial class PostgresLedger : BatchedLedger
{
    public const string SqlFolder = "Ledger/Postgres";

    private readonly PostgresDatabase _database;
    private readonly ILogger _logger;

    public PostgresLedger(
        PostgresDatabase database, LedgerOptions options, LookSchedule looks, PostgresClock clock, TimeProvider time, ILoggerFactory loggers, WriterHooks? hooks = null)
        : base(new PostgresBooks(database, clock), options, looks, time, loggers, hooks)
    {
        (_database, _logger) = (database, loggers.CreateLogger<PostgresLedger>());
        Views = new PostgresViews(database, ProbeAsync, clock);
    }

    public override ILedgerViews Views { get; }

    public override bool IsShared => true;

    public override bool Exists() => Connected(PostgresMigrations.Exist);

    public override PostgresLedger Open()
    {
        var steps = Connected(connection => PostgresMigrations.Apply(connection, SqlFolder + "/Migrations"));
        if (steps > 0) Log.Migrated(_logger, Place, steps);
        StartWriter();
        return this;
    }

    private T Connected<T>(Func<NpgsqlConnection, T> run)
    {
        try
        {
            using var connection = _database.Open();
            return run(connection);
        }
        catch (Exception e) when (PostgresBooks.IsTheDatabases(e))
        {
            throw new LedgerUnavailableException($"The ledger '{Place}' cannot be opened: {e.Message}", e);
        }
    }

    protected override ValueTask CloseAsync() => _database.DisposeAsync();

    private static partial class Log
    {
        [LoggerMessage(4010, LogLevel.Information, "The ledger {Place} was brought up to date in {Steps} steps.")]
        public static partial void Migrated(ILogger logger, string place, int steps);
    }
}
