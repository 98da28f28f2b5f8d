using System.Threading.Channels;
using Gateway.Ledger.Operations;

namespace Gateway.Ledger.Writing;

/// <summary>
/// The one writer of a process: operations wait in a bounded queue, and those that wait at the same time are committed together.
/// Nobody is told anything before the commit.
/// </summary>
internal sealed class LedgerWriter(
    ILedgerDatabase database, LedgerOptions options, LookSchedule looks, TimeProvider time, ILogger<LedgerWriter> logger, WriterHooks hooks)
    : IAsyncDisposable
{
    private readonly Channel<LedgerOperation> _queue = Channel.CreateBounded<LedgerOperation>(
        new BoundedChannelOptions(options.MaxQueue) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly BatchCommitter _committer = new(database, looks, time, logger, hooks);
    private Thread? _thread;
    private volatile bool _closed;

    /// <summary>Transactions that changed something, since the start.</summary>
    public long Commits => _committer.Commits;

    public bool IsFailing => _committer.IsFailing;

    public void Start()
    {
        // A thread of its own: it waits for the disk, and must not take the pool's threads with it.
        _thread = new Thread(Run) { IsBackground = true, Name = "ledger writer" };
        _thread.Start();
    }

    /// <summary>Refused at once when too many wait; withdrawn when the caller gives up before the writer took it.</summary>
    public async Task<T> OfferAsync<T>(LedgerOperation<T> operation, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_queue.Writer.TryWrite(operation))
            throw new LedgerUnavailableException(
                _closed ? "The ledger is closed." : $"{options.MaxQueue} operations wait for the ledger already.");
        await using var registration = cancellationToken.UnsafeRegister(
            (state, token) =>
            {
                var withdrawn = (LedgerOperation)state!;
                if (withdrawn.TryWithdraw()) withdrawn.Fail(new OperationCanceledException(token));
            },
            operation);
        return await operation.Done;
    }

    /// <summary>For what has happened already and must be written down: waits for a place in the queue.</summary>
    public async Task<T> WriteAsync<T>(LedgerOperation<T> operation)
    {
        try
        {
            await _queue.Writer.WriteAsync(operation);
        }
        catch (ChannelClosedException e)
        {
            throw new LedgerUnavailableException("The ledger is closed.", e);
        }

        return await operation.Done;
    }

    /// <summary>Everything that waits is still committed.</summary>
    public async ValueTask DisposeAsync()
    {
        _closed = true;
        _queue.Writer.TryComplete();
        if (_thread is not null) await _stopped.Task;
    }

    private void Run()
    {
        var batch = new List<LedgerOperation>(options.MaxBatch);
        while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < options.MaxBatch && _queue.Reader.TryRead(out var operation))
                if (operation.TryTake()) batch.Add(operation);
            if (batch.Count > 0) _committer.Commit(batch);
        }

        _committer.Dispose();
        _stopped.SetResult();
    }
}
