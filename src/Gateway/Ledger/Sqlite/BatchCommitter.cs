using Gateway.Ledger.Sqlite.Operations;
using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>
/// Decides a batch and commits it. An operation that fails is left out; a file that fails fails the batch, and the next one starts with a new
/// connection. A commit in doubt is looked up before anybody is told.
/// </summary>
internal sealed partial class BatchCommitter(
    SqliteDatabase database, LookSchedule looks, TimeProvider time, ILogger<LedgerWriter> logger, WriterHooks hooks) : IDisposable
{
    /// <summary>Holds whose commit could not be looked up, remembered until the ledger is back; more than this are found by their look.</summary>
    private const int MaxDoubts = 10_000;

    private static readonly TimeSpan BetweenErrors = TimeSpan.FromSeconds(5);

    private readonly List<ChargeId> _doubts = [];
    private WriterSession? _session;
    private DateTimeOffset _latest;
    private long? _lastError;
    private bool _failing;
    private long _commits;

    public long Commits => Interlocked.Read(ref _commits);

    public void Commit(IReadOnlyList<LedgerOperation> waiting)
    {
        // Holds in doubt are let go first: nobody was told yes, so nobody sent anything.
        List<LedgerOperation> operations =
        [
            .. _doubts.Select(id => new ReleaseOperation(id, ReleaseReason.NotSent, "Its commit was in doubt, so it was never sent.")),
            .. waiting.Where(operation => !operation.IsHold), .. waiting.Where(operation => operation.IsHold),
        ];
        LedgerBatch batch;
        try
        {
            batch = Decide(operations);
        }
        catch (Exception e)
        {
            Refuse(operations, e);
            return;
        }

        try
        {
            Finish(batch);
        }
        catch (Exception e)
        {
            if (!FoundCommitted(batch, operations, e)) return;
        }

        Tell(operations, batch);
    }

    public void Dispose() => _session?.Dispose();

    private LedgerBatch Decide(List<LedgerOperation> operations)
    {
        _session ??= WriterSession.Open(database, hooks);
        _session.Begin(hooks);
        var batch = LedgerBatch.Begin(_session.Sql, looks, time, _latest);
        var holdsBegun = false;
        foreach (var operation in operations)
        {
            if (operation.IsHold && !holdsBegun) batch.BeginHolds();
            holdsBegun |= operation.IsHold;
            Decide(batch, operation, _session.Sql);
        }

        if (batch.Changed) batch.Finish();
        return batch;
    }

    private void Decide(LedgerBatch batch, LedgerOperation operation, SqliteStatements sql)
    {
        batch.Mark();
        sql.Run("SAVEPOINT operation");
        try
        {
            operation.Decide(batch);
        }
        catch (Exception e) when (IsOfThisOperationAlone(e))
        {
            sql.Run("ROLLBACK TO operation");
            batch.Undo();
            operation.Fault = e;
            Log.OperationFailed(logger, operation.GetType().Name, e);
        }

        sql.Run("RELEASE operation");
    }

    private void Finish(LedgerBatch batch)
    {
        if (!batch.Changed)
        {
            _session!.Sql.Run("ROLLBACK");
            return;
        }

        hooks.Committing?.Invoke();
        _session!.Sql.Run("COMMIT");
        Interlocked.Increment(ref _commits);
        hooks.Committed?.Invoke();
    }

    /// <summary>Looks the batch up after a commit that may or may not have happened. Otherwise everybody is refused.</summary>
    private bool FoundCommitted(LedgerBatch batch, List<LedgerOperation> operations, Exception cause)
    {
        // Closing ends our own transaction, so that the look-up sees what is and what will stay.
        CloseSession();
        try
        {
            _session = WriterSession.Open(database, hooks);
            if (_session.Committed(batch)) return true;
        }
        catch (Exception e)
        {
            foreach (var operation in operations)
                if (operation is { Fault: null, HeldCharge: { } charge } && _doubts.Count < MaxDoubts) _doubts.Add(charge);
            Log.InDoubt(logger, _doubts.Count, e);
        }

        Refuse(operations, cause);
        return false;
    }

    private void Tell(List<LedgerOperation> operations, LedgerBatch batch)
    {
        _doubts.Clear();
        _latest = batch.Now;
        if (_failing) Log.Recovered(logger);
        _failing = false;
        foreach (var operation in operations) operation.Complete();
    }

    private void Refuse(List<LedgerOperation> operations, Exception cause)
    {
        CloseSession();
        _failing = true;
        if (_lastError is not { } last || time.GetElapsedTime(last) >= BetweenErrors)
        {
            _lastError = time.GetTimestamp();
            Log.Unavailable(logger, database.File, cause.Message, cause);
        }

        var refusal = new LedgerUnavailableException($"The ledger cannot be written to: {cause.Message}", cause);
        foreach (var operation in operations) operation.Fail(refusal);
    }

    private void CloseSession()
    {
        _session?.Dispose();
        _session = null;
    }

    /// <summary>A row that breaks a rule is this operation's trouble; a disk that is full is everybody's.</summary>
    private static bool IsOfThisOperationAlone(Exception e) =>
        e is not SqliteException sqlite || sqlite.SqliteErrorCode is SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_TOOBIG or SQLitePCL.raw.SQLITE_MISMATCH;

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "The ledger {File} cannot be written to, and submits are refused: {Cause}")]
        public static partial void Unavailable(ILogger logger, string file, string cause, Exception exception);

        [LoggerMessage(4002, LogLevel.Information, "The ledger can be written to again.")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(4003, LogLevel.Warning, "A commit is in doubt; {Holds} holds will be released when the ledger is back.")]
        public static partial void InDoubt(ILogger logger, int holds, Exception exception);

        [LoggerMessage(4004, LogLevel.Error, "A ledger operation failed alone: {Operation}.")]
        public static partial void OperationFailed(ILogger logger, string operation, Exception exception);
    }
}
