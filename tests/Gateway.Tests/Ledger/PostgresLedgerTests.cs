using Gateway.Ledger;
using Gateway.Ledger.Postgres;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>The contract, kept by PostgreSQL.</summary>
public sealed class PostgresLedgerTests : LedgerContract
{
    private readonly PostgresLedgers _replicas = new();
    private PostgresLedger? _ledger;

    private protected override async Task<(ILedger, ILedgerViews)> OpenAsync(TimeProvider time)
    {
        _ledger = await _replicas.OpenAsync(time);
        return (_ledger, _ledger.Views);
    }

    private protected override async Task CloseAsync() => await _ledger!.DisposeAsync();

    private protected override async Task ForgetAsync() => await _replicas.DisposeAsync();

    private protected override Task RefuseTagAsync(string tag) => _replicas.ExecuteAsync($"ALTER TABLE charges ADD CHECK (tags <> '{tag}')");

    [Fact]
    public async Task A_replica_that_starts_leaves_alone_what_another_one_is_sending()
    {
        var charge = await Hold();
        await using (var another = await _replicas.OpenAsync(Time)) Assert.Equal(0, await another.AbandonSendsAsync());
        Time.Advance(TimeSpan.FromSeconds(31));
        await using (var another = await _replicas.OpenAsync(Time)) Assert.Equal(1, await another.AbandonSendsAsync());
        Assert.Equal(ChargeState.Unknown, (await Find(charge)).State);
    }

    [Fact]
    public async Task Looks_that_are_due_are_shared_between_replicas()
    {
        await using var another = await _replicas.OpenAsync(Time);
        for (var i = 0; i < 40; i++) await Hold();
        Time.Advance(TimeSpan.FromMinutes(1));
        var taken = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => (i % 2 == 0 ? Ledger : another).TakeDueAsync(5)));
        var ids = taken.SelectMany(charges => charges).Select(charge => charge.Id).ToList();
        Assert.Equal((40, 40), (ids.Count, ids.Distinct().Count()));
    }

    [Fact]
    public async Task The_ledgers_time_is_the_databases_and_never_goes_back()
    {
        // This replica's own clock is of no interest where none is given.
        await using var own = await _replicas.OpenAsync();
        var before = await _replicas.AskAsync<DateTime>("SELECT clock_timestamp()");
        var request = Request();
        var held = Assert.IsType<HoldOutcome.Held>(await own.HoldAsync(request, CancellationToken.None));
        Assert.InRange(held.At.UtcDateTime, before.ToUniversalTime().AddSeconds(-1), before.ToUniversalTime().AddMinutes(1));
        Assert.InRange((await own.Views.ClockAsync(CancellationToken.None)).UtcDateTime, before.ToUniversalTime().AddSeconds(-1), before.ToUniversalTime().AddMinutes(1));

        // Another one's is far behind: its holds are not earlier all the same.
        Assert.True(Assert.IsType<HoldOutcome.Held>(await Ask(Request())).At >= held.At);
    }
}
