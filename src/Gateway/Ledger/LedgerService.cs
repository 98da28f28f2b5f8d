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
        _lock = DatabaseLock.TryTake(ledger.File) ?? throw new ConfigurationFaultException(
            [$"ConnectionStrings:Ledger: another process serves '{ledger.File}' already (it holds '{DatabaseLock.FileOf(ledger.File)}')."]);
        try
        {
            ledger.Open();
        }
        catch (DatabaseTooNewException e)
        {
            throw new ConfigurationFaultException([$"ConnectionStrings:Ledger: {e.Message}"]);
        }

        return Task.CompletedTask;
    }

    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await ledger.DisposeAsync();
        Dispose();
    }

    public void Dispose() => Interlocked.Exchange(ref _lock, null)?.Dispose();

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
