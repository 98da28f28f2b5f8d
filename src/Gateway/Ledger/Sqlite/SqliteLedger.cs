using Gateway.Ledger.Sqlite.Operations;
using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>The ledger in one SQLite file. Several processes may have it open; each commit is decided on what is in the file then.</summary>
internal sealed partial class SqliteLedger : ILedger, IAsyncDisposable
{
    public const string SqlFolder = "Ledger/Sqlite";

    private readonly SqliteDatabase _database;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LedgerWriter _writer;

    public SqliteLedger(
        SqliteDatabase database, LedgerOptions options, LookSchedule looks, TimeProvider time, ILoggerFactory loggers, WriterHooks? hooks = null)
    {
        (_database, _time, _logger) = (database, time, loggers.CreateLogger<SqliteLedger>());
        _writer = new LedgerWriter(database, options, looks, time, loggers.CreateLogger<LedgerWriter>(), hooks ?? new WriterHooks());
        Views = new SqliteViews(database, _writer, time);
    }

    public ILedgerViews Views { get; }

    /// <summary>Full path of the database.</summary>
    public string File => _database.File;

    /// <summary>Transactions that changed something, since the start.</summary>
    public long Commits => _writer.Commits;

    /// <summary>Brings the file up to date and starts the writer.</summary>
    public SqliteLedger Open()
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

        _writer.Start();
        return this;
    }

    public Task<HoldOutcome> HoldAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        HoldRules.Check(request);
        return _writer.OfferAsync(new HoldOperation(request), cancellationToken);
    }

    public Task<RememberOutcome> RememberAsync(ChargeId charge, PredictionId prediction, VendorBytes answer) =>
        _writer.WriteAsync(new RememberOperation(charge, prediction, answer));

    public Task<bool> ClaimAsync(ChargeId charge, PredictionId prediction) => _writer.WriteAsync(new ClaimOperation(charge, prediction));

    public Task MarkUnknownAsync(ChargeId charge, string why) => _writer.WriteAsync(new MarkUnknownOperation(charge, why));

    public Task<SettleOutcome> SettleAsync(ChargeId charge, Verdict verdict) => _writer.WriteAsync(new SettleOperation(charge, verdict));

    public Task<bool> ReleaseAsync(ChargeId charge, ReleaseReason reason, string why)
    {
        if (reason == ReleaseReason.None) throw new ArgumentException("A release has a reason.", nameof(reason));
        return _writer.WriteAsync(new ReleaseOperation(charge, reason, why));
    }

    public Task<bool> ReviewAsync(ChargeId charge, string why) => _writer.WriteAsync(new ReviewOperation(charge, why));

    public Task<bool> ResolveAsync(ChargeId charge, Usd? settle, OperatorNote note)
    {
        if (settle < Usd.Zero) throw new ArgumentOutOfRangeException(nameof(settle), settle, "A charge is not settled below zero.");
        return _writer.WriteAsync(new ResolveOperation(charge, settle, note));
    }

    public Task<bool> AdjustAsync(ChargeId charge, Usd difference, OperatorNote note) =>
        _writer.WriteAsync(new AdjustOperation(charge, difference, note));

    public Task<IReadOnlyList<Charge>> TakeDueAsync(int max) => _writer.WriteAsync(new TakeDueOperation(max));

    public Task<int> AbandonSendsAsync() => _writer.WriteAsync(new AbandonSendsOperation());

    /// <summary>What waits is committed, then the file is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _database.CloseReaders();
    }

    private static partial class Log
    {
        [LoggerMessage(4000, LogLevel.Information, "The ledger {File} was brought up to date in {Steps} steps.")]
        public static partial void Migrated(ILogger logger, string file, int steps);
    }
}
