using Gateway.Ledger;
using Gateway.Ledger.Postgres;
using Gateway.Storage;
using Npgsql;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>Several replicas write one set of books at once.</summary>
public sealed class PostgresReplicasTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Room = 60;

    private readonly PostgresLedgers _replicas = new();
    private readonly int _seed = Environment.GetEnvironmentVariable("SEED") is { Length: > 0 } seed ? int.Parse(seed, null) : Random.Shared.Next(1_000_000);

    public ValueTask InitializeAsync()
    {
        output.WriteLine($"SEED={_seed}");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _replicas.DisposeAsync();

    [Fact]
    public async Task Three_replicas_at_a_limit_are_exact_and_never_deadlock()
    {
        var limits = ReplicaLoad.Limits(Room);
        await using var replicas = await ReplicasAsync(3);
        var load = new ReplicaLoad(replicas.Ledgers, _seed, limits);
        using var done = new CancellationTokenSource();
        var watching = WatchAsync(done.Token);
        await load.RunAsync(workers: 24, lives: 12);
        await done.CancelAsync();
        Assert.True(await watching > 0, "Nobody looked meanwhile.");

        // What is settled costs as much as what is held, so nothing but the limit decides how many there are.
        Assert.Equal((Room, 24 * 12 - Room), (load.Held.Count, load.OverBudget));
        await load.AssertToldIsTrueAsync(replicas.Ledgers[0].Views);
        Assert.Equal(0, await _replicas.DeadlocksAsync());
        Assert.All(replicas.Ledgers, ledger => Assert.True(ledger.Commits > 0));
    }

    [Fact]
    public async Task A_cap_in_flight_holds_across_replicas()
    {
        await using var replicas = await ReplicasAsync(3);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 120).Select(i => Task.Run(() =>
            replicas.Ledgers[i % 3].HoldAsync(ReplicaLoad.Request("b", []) with { MaxInFlight = 7 }, CancellationToken.None))));
        Assert.Equal(7, outcomes.Count(outcome => outcome is HoldOutcome.Held));
    }

    [Fact]
    public async Task A_key_buys_once_across_replicas()
    {
        await using var replicas = await ReplicasAsync(3);
        var key = new IdempotencyKey("limited generateVideo", "order-7", "hash");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() =>
            replicas.Ledgers[i % 3].HoldAsync(ReplicaLoad.Request("b", []) with { IdempotencyKey = key }, CancellationToken.None))));
        Assert.Single(outcomes.OfType<HoldOutcome.Held>());
        Assert.Equal(59, outcomes.OfType<HoldOutcome.KeyInFlight>().Count());
    }

    [Fact]
    public async Task Ten_replicas_may_start_at_once_on_an_empty_database()
    {
        await using var replicas = await ReplicasAsync(10);
        Assert.Equal(SqlFiles.Migrations(PostgresLedger.SqlFolder + "/Migrations").Count, (int)await _replicas.AskAsync<long>("SELECT count(*) FROM schema_versions"));
        await replicas.Ledgers[9].Views.ProbeAsync(CancellationToken.None);
    }

    [Fact]
    public async Task A_database_of_a_newer_program_is_left_alone()
    {
        await (await _replicas.OpenAsync()).DisposeAsync();
        await _replicas.ExecuteAsync("INSERT INTO schema_versions (version, name) VALUES (999, '999_future.sql')");
        Assert.Contains("newer", (await Assert.ThrowsAsync<DatabaseTooNewException>(() => _replicas.OpenAsync())).Message);
    }

    [Fact]
    public async Task Whoever_waits_too_long_for_the_others_is_refused_and_the_next_one_served()
    {
        await using var ledger = await _replicas.OpenAsync(options: LedgerOptions.Default with { StatementTimeout = TimeSpan.FromMilliseconds(300) });
        await using (var hog = new NpgsqlConnection(await _replicas.ConnectionAsync() + ";Pooling=false"))
        {
            await hog.OpenAsync();
            await using var taken = await hog.BeginTransactionAsync();
            await using var take = new NpgsqlCommand("SELECT 1 FROM journal_head FOR UPDATE", hog);
            await take.ExecuteNonQueryAsync();
            var refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.HoldAsync(ReplicaLoad.Request("b", []), CancellationToken.None));
            Assert.Contains("timeout", refusal.Message);

            // Reading goes on.
            Assert.Empty((await ledger.Views.ListAsync(new ChargeFilter(), CancellationToken.None)).Charges);
        }

        Assert.IsType<HoldOutcome.Held>(await ledger.HoldAsync(ReplicaLoad.Request("b", []), CancellationToken.None));
    }

    [Fact]
    public async Task Nothing_is_kept_in_a_session_so_a_pooler_may_stand_between()
    {
        var direct = await _replicas.ConnectionAsync();
        await using var bouncer = await Servers.PgBouncer.StartAsync(await Servers.Servers.PostgresAsync(), connections: 3);
        await using var replicas = await ReplicasAsync(3, bouncer.Through(direct));
        var load = new ReplicaLoad(replicas.Ledgers, _seed, ReplicaLoad.Limits(Room));
        await load.RunAsync(workers: 24, lives: 6);
        Assert.Equal(Room, load.Held.Count);
        await load.AssertToldIsTrueAsync(replicas.Ledgers[0].Views);
        Assert.Equal(0, await _replicas.DeadlocksAsync());
    }

    private async Task<Replicas> ReplicasAsync(int count, string? connection = null) =>
        new(await Task.WhenAll(Enumerable.Range(0, count).Select(_ => Task.Run(() => _replicas.OpenAsync(connection: connection)))));

    /// <summary>Looks at what is committed, from outside, again and again: never more than the limit.</summary>
    private async Task<int> WatchAsync(CancellationToken done)
    {
        var looks = 0;
        for (; !done.IsCancellationRequested; looks++)
            Assert.InRange(await _replicas.AskAsync<decimal>("SELECT coalesce(max(held + settled), 0)::numeric FROM balances"), 0, Usd.FromDollars(Room).Nanos);
        return looks;
    }

    private sealed record Replicas(PostgresLedger[] Ledgers) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            foreach (var ledger in Ledgers) await ledger.DisposeAsync();
        }
    }
}
