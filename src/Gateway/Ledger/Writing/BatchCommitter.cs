using Gateway.Ledger.Operations;

namespace Gateway.Ledger.Writing;

/// <summary>
/// Decides a batch and commits it. An operation that fails is left out; a database that fails fails the batch, and the next one starts with a
/// new connection. A commit in doubt is looked up before anybody is told.
/// </summary>
internal sealed partial class BatchCommitter(
    ILedgerDatabase database, LookSchedule looks, TimeProvider time, ILogger<LedgerWriter> logger, WriterHooks hooks) : IDisposable
{
    /// <summary>Holds whose commit could not be looked up, remembered until the ledger is back; more than this are found by their look.</summary>
    private const int MaxDoubts = 10_000;

    private static readonly TimeSpan BetweenErrors = TimeSpan.FromSeconds(5);

    private readonly HashSet<ChargeId> _doubts = [];
    private ILedgerStore? _store;
    private DateTimeOffset _latest;
    private long? _lastError;
    private volatile bool _failing;
    private long _commits;

    /// <summary>The last batch was refused.</summary>
    public bool IsFailing => _failing;

    /// <summary>Transactions that changed something, since the start.</summary>
    public long Commits => Interlocked.Read(ref _commits);

    public void Commit(IReadOnlyList<LedgerOperation> waiting) => CommitTogether(
    [
        // Holds in doubt are let go first: nobody was told yes, so nobody sent anything.
        .. _doubts.Select(id => new ReleaseOperation(id, ReleaseReason.NotSent, "Its commit was in doubt, so it was never sent.")),
        .. waiting.Where(operation => !operation.IsHold), .. waiting.Where(operation => operation.IsHold),
    ]);

    public void Dispose() => _store?.Dispose();

    private void CommitTogether(List<LedgerOperation> operations)
    {
        LedgerBatch batch;
        BatchChanges changes;
        try
        {
            batch = DecideAll(operations);
            changes = batch.Close();
            if (changes.Any) _store!.Write(changes);
        }
        catch (Exception e) when (database.IsFaultOfRows(e))
        {
            CommitApart(operations, e);
            return;
        }
        catch (Exception e)
        {
            Refuse(operations, e);
            return;
        }

        try
        {
            Finish(changes.Any);
        }
        catch (Exception e)
        {
            if (!FoundCommitted(batch, operations, e)) return;
        }

        Tell(operations, batch.Now);
    }

    /// <summary>Somewhere among them is a row that the database refuses: halved until it stands alone, in the order in which they came.</summary>
    private void CommitApart(List<LedgerOperation> operations, Exception fault)
    {
        RollBack();
        if (operations.Count == 1)
        {
            LeaveOut(operations[0], fault);
            Tell(operations, _latest);
            return;
        }

        var half = operations.Count / 2;
        CommitTogether(operations[..half]);
        CommitTogether(operations[half..]);
    }

    /// <summary>A connection that cannot even do that is replaced.</summary>
    private void RollBack()
    {
        try
        {
            _store?.Rollback();
        }
        catch (Exception e) when (database.IsOurs(e))
        {
            CloseStore();
        }
    }

    /// <summary>Decides until nobody fails: whoever does is left out, and the others are decided anew as if it had never been there.</summary>
    private LedgerBatch DecideAll(List<LedgerOperation> operations)
    {
        while (true)
        {
            var batch = Begin([.. operations.Where(operation => operation.Fault is null)]);
            if (FirstThatFails(batch, operations) is not var (operation, fault)) return batch;
            LeaveOut(operation, fault);
            _store!.Rollback();
        }
    }

    /// <summary>A connection that went while nobody needed it is replaced, once: nothing was written on it, so nothing is in doubt.</summary>
    private LedgerBatch Begin(List<LedgerOperation> operations)
    {
        var isFresh = _store is null;
        _store ??= database.OpenStore(hooks);
        try
        {
            return LedgerBatch.Begin(_store, operations, looks, _latest);
        }
        catch (Exception e) when (!isFresh && database.IsLostConnection(e))
        {
            CloseStore();
            _store = database.OpenStore(hooks);
            return LedgerBatch.Begin(_store, operations, looks, _latest);
        }
    }

    private (LedgerOperation Operation, Exception Fault)? FirstThatFails(LedgerBatch batch, List<LedgerOperation> operations)
    {
        var holdsBegun = false;
        foreach (var operation in operations)
        {
            if (operation.Fault is not null) continue;
            if (operation.IsHold && !holdsBegun) batch.BeginHolds();
            holdsBegun |= operation.IsHold;
            try
            {
                operation.Decide(batch);
            }
            catch (Exception e) when (!database.IsOurs(e))
            {
                return (operation, e);
            }
        }

        return null;
    }

    private void LeaveOut(LedgerOperation operation, Exception fault)
    {
        operation.Fault = fault;
        Log.OperationFailed(logger, operation.GetType().Name, fault);
    }

    private void Finish(bool changed)
    {
        if (!changed)
        {
            _store!.Rollback();
            return;
        }

        hooks.Committing?.Invoke();
        _store!.Commit();
        Interlocked.Increment(ref _commits);
        hooks.Committed?.Invoke();
    }

    /// <summary>Looks the batch up after a commit that may or may not have happened. Otherwise everybody is refused.</summary>
    private bool FoundCommitted(LedgerBatch batch, List<LedgerOperation> operations, Exception cause)
    {
        // Closing ends our own transaction, so that the look-up sees what is and what will stay.
        CloseStore();
        try
        {
            _store = database.OpenStore(hooks);
            if (_store.Committed(batch.Seq, batch.Token)) return true;
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

    private void Tell(List<LedgerOperation> operations, DateTimeOffset now)
    {
        _latest = now;
        if (_failing) Log.Recovered(logger);
        _failing = false;
        foreach (var operation in operations)
        {
            if (operation is ReleaseOperation release) _doubts.Remove(release.Charge);
            operation.Complete();
        }
    }

    private void Refuse(List<LedgerOperation> operations, Exception cause)
    {
        CloseStore();
        _failing = true;
        if (_lastError is not { } last || time.GetElapsedTime(last) >= BetweenErrors)
        {
            _lastError = time.GetTimestamp();
            Log.Unavailable(logger, database.Place, cause.Message, cause);
        }

        var refusal = new LedgerUnavailableException($"The ledger cannot be written to: {cause.Message}", cause);
        foreach (var operation in operations) operation.Fail(refusal);
    }

    private void CloseStore()
    {
        _store?.Dispose();
        _store = null;
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Error, "The ledger {Place} cannot be written to, and submits are refused: {Cause}")]
        public static partial void Unavailable(ILogger logger, string place, string cause, Exception exception);

        [LoggerMessage(4002, LogLevel.Information, "The ledger can be written to again.")]
        public static partial void Recovered(ILogger logger);

        [LoggerMessage(4003, LogLevel.Warning, "A commit is in doubt; {Holds} holds will be released when the ledger is back.")]
        public static partial void InDoubt(ILogger logger, int holds, Exception exception);

        [LoggerMessage(4004, LogLevel.Error, "A ledger operation failed alone: {Operation}.")]
        public static partial void OperationFailed(ILogger logger, string operation, Exception exception);
    }
}
