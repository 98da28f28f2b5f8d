using Gateway.Configuration;
using Gateway.Ledger.Sqlite;
using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Ledger;

/// <summary>The ledger's life inside the serving process: opened before anything else starts, closed after everything else stopped.</summary>
internal sealed partial class LedgerService(BatchedLedger ledger, IConfiguration configuration, ILogger<LedgerService> logger) : IHostedLifecycleService, IDisposable
{
    private DatabaseLock? _lock;
    private bool _isOpen;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Open();
        if (LedgerRegistration.SharedWithoutRedis(configuration) is { } warning) Log.Warned(logger, warning);
        return Task.CompletedTask;
    }

    /// <summary>Takes the lock of a file and opens the ledger, once. May be called before the host starts, so that a fault is told in a line and not in its log.</summary>
    public void Open()
    {
        if (_isOpen) return;
        try
        {
            if (ledger is SqliteLedger { File: var file })
                _lock = DatabaseLock.TryTake(file)
                    ?? throw Fault($"another process serves '{file}' already (it holds '{DatabaseLock.FileOf(file)}').");
            ledger.Open();
            _isOpen = true;
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

    private static partial class Log
    {
        [LoggerMessage(4011, LogLevel.Warning, "{Warning}")]
        public static partial void Warned(ILogger logger, string warning);
    }
}
