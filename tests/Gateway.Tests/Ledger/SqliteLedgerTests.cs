using Gateway.Ledger;
using Gateway.Ledger.Sqlite;

namespace Gateway.Tests.Ledger;

/// <summary>The contract, kept by a SQLite file.</summary>
public sealed class SqliteLedgerTests : LedgerContract
{
    private readonly TemporaryLedger _files = new();
    private SqliteLedger? _ledger;

    private protected override Task<(ILedger, ILedgerViews)> OpenAsync(TimeProvider time)
    {
        _ledger = _files.Open(time);
        return Task.FromResult<(ILedger, ILedgerViews)>((_ledger, _ledger.Views));
    }

    private protected override async Task CloseAsync() => await _ledger!.DisposeAsync();

    private protected override void Forget() => _files.Dispose();
}
