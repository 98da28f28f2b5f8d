using Gateway.Ledger;
using Gateway.Ledger.Sqlite;
using Xunit;

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

    private protected override Task ForgetAsync()
    {
        _files.Dispose();
        return Task.CompletedTask;
    }

    private protected override Task RefuseTagAsync(string tag)
    {
        _files.Execute($"CREATE TRIGGER refuse BEFORE INSERT ON charges WHEN NEW.tags = '{tag}' BEGIN SELECT raise(ABORT, 'refused'); END");
        return Task.CompletedTask;
    }

    [Fact]
    public async Task At_the_start_of_the_only_process_every_send_is_given_up()
    {
        var charge = await Hold();
        Assert.Equal(1, await Ledger.AbandonSendsAsync());
        Assert.Equal(ChargeState.Unknown, (await Find(charge)).State);
    }
}
