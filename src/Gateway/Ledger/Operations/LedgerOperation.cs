using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>One durable step that waits for the writer: decided inside a batch, told to its caller after the commit.</summary>
internal abstract class LedgerOperation
{
    private const int Waiting = 0, Taken = 1, Withdrawn = 2;
    private int _state;

    /// <summary>Holds come after everything else in a batch: what is let go makes room first.</summary>
    public virtual bool IsHold => false;

    /// <summary>The charge whose hold is in doubt where the commit is; null for anything but a hold that was let in.</summary>
    public virtual ChargeId? HeldCharge => null;

    /// <summary>Why this operation alone failed; the batch goes on without it.</summary>
    public Exception? Fault { get; set; }

    /// <summary>False when the caller withdrew.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>False when the writer has it already.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting;

    /// <summary>Says what <see cref="Decide"/> will ask for.</summary>
    public abstract void Declare(Needs needs);

    /// <summary>
    /// Decides on what was loaded. May be called again, on another batch, when the first could not be finished; only the last one counts.
    /// </summary>
    public abstract void Decide(LedgerBatch batch);

    /// <summary>After the commit.</summary>
    public abstract void Complete();

    public abstract void Fail(Exception exception);
}

/// <inheritdoc/>
internal abstract class LedgerOperation<T> : LedgerOperation
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T _outcome = default!;

    public Task<T> Done => _done.Task;

    protected T Outcome => _outcome;

    public sealed override void Decide(LedgerBatch batch) => _outcome = DecideOn(batch);

    public sealed override void Complete()
    {
        if (Fault is null) _done.TrySetResult(_outcome);
        else _done.TrySetException(Fault);
    }

    public sealed override void Fail(Exception exception) => _done.TrySetException(exception);

    protected abstract T DecideOn(LedgerBatch batch);
}
