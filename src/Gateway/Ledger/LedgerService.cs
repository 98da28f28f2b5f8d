using Gateway.Configuration;
using Gateway.Ledger.Sqlite;
using Gateway.Storage;

namespace Gateway.Ledger;

/// <summary>The ledger's life inside the serving process: opened before anything else starts, closed after everything else stopped.</summary>
internal sealed class LedgerService(SqliteLedger ledger) : IHostedLifecycleService, IDisposable
{
    private DatabaseLock? _lock;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Open();
        return Task.CompletedTask;
    }

    /// <summary>Takes the lock and opens the ledger, once. May be called before the host starts, so that a fault is told in a line and not in its log.</summary>
    public void Open()
    {
        if (_lock is not null) return;
        try
        {
            _lock = DatabaseLock.TryTake(ledger.File)
                ?? throw Fault($"another process serves '{ledger.File}' already (it holds '{DatabaseLock.FileOf(ledger.File)}').");
            ledger.Open();
        }
        catch (Exception e) when (e is DatabaseTooNewException or UnauthorizedAccessException)
        {
            throw Fault(e.Message);
        }
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await ledger.DisposeAsync();
        Dispose();
    }

    public void Dispose() => Interlocked.Exchange(ref _lock, null)?.Dispose();

    private static ConfigurationFaultException Fault(string sentence) => new([$"ConnectionStrings:Ledger: {sentence}"]);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
