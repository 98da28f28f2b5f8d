using Gateway.Ledger;
using Gateway.Ledger.Operations;
using Gateway.Ledger.Postgres;
using Gateway.Ledger.Writing;
using Gateway.Tests.Servers;
using Npgsql;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>Connections that are cut, servers that are killed, and commits nobody can vouch for.</summary>
public sealed class PostgresFaultTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly PostgresLedgers _replicas = new();
    private readonly int _seed = Environment.GetEnvironmentVariable("SEED") is { Length: > 0 } seed ? int.Parse(seed, null) : Random.Shared.Next(1_000_000);

    public ValueTask InitializeAsync()
    {
        output.WriteLine($"SEED={_seed}");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => _replicas.DisposeAsync();

    [Fact]
    public async Task A_commit_that_happened_before_the_connection_was_lost_is_a_yes()
    {
        var hooks = new WriterHooks { Committed = () => throw new NpgsqlException("connection reset") };
        await using var ledger = await _replicas.OpenAsync(hooks: hooks);
        var request = ReplicaLoad.Request("b", []);
        Assert.IsType<HoldOutcome.Held>(await ledger.HoldAsync(request, CancellationToken.None));
        Assert.Equal(ChargeState.Held, (await ledger.Views.FindAsync(request.Charge, CancellationToken.None))!.State);
    }

    [Fact]
    public async Task A_commit_that_did_not_happen_is_a_no()
    {
        var hooks = new WriterHooks { Committing = () => throw new NpgsqlException("connection reset") };
        await using var ledger = await _replicas.OpenAsync(hooks: hooks);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.HoldAsync(ReplicaLoad.Request("b", []), CancellationToken.None));
        hooks.Committing = null;
        Assert.Equal(0, await _replicas.AskAsync<long>("SELECT count(*) FROM charges"));
        Assert.IsType<HoldOutcome.Held>(await ledger.HoldAsync(ReplicaLoad.Request("b", []), CancellationToken.None));
    }

    [Fact]
    public async Task A_replica_that_is_paused_in_its_transaction_keeps_the_others_waiting_for_a_while_only()
    {
        using var goesOn = new ManualResetEventSlim();
        using var isPaused = new ManualResetEventSlim();
        var options = LedgerOptions.Default with { StatementTimeout = TimeSpan.FromSeconds(2) };
        var hooks = new WriterHooks { Committing = () => { isPaused.Set(); goesOn.Wait(TestContext.Current.CancellationToken); } };
        await using var paused = await _replicas.OpenAsync(options: options, hooks: hooks);
        await using var other = await _replicas.OpenAsync(options: options);
        var first = Task.Run(() => paused.HoldAsync(ReplicaLoad.Request("b", []), CancellationToken.None));
        Assert.True(isPaused.Wait(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.IsType<HoldOutcome.Held>(await other.HoldAsync(ReplicaLoad.Request("b", []), CancellationToken.None));
        hooks.Committing = null;
        goesOn.Set();
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => first);
        Assert.Equal(1, await _replicas.AskAsync<long>("SELECT count(*) FROM charges"));
        Assert.IsType<HoldOutcome.Held>(await paused.HoldAsync(ReplicaLoad.Request("b", []), CancellationToken.None));
    }

    [Fact]
    public async Task A_hold_that_stays_in_doubt_is_released_before_anything_else_is_decided()
    {
        var hooks = new WriterHooks();
        hooks.Committed = () =>
        {
            hooks.Opened = _ => throw new NpgsqlException("no route to host");
            throw new NpgsqlException("connection reset");
        };
        await using var ledger = await _replicas.OpenAsync(hooks: hooks);
        var all = new[] { new Budget(BudgetScope.Company, "all", BudgetPeriod.Total, Usd.FromDollars(1)) };
        var doubted = ReplicaLoad.Request("b", all);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.HoldAsync(doubted, CancellationToken.None));
        (hooks.Committed, hooks.Opened) = (null, null);
        Assert.IsType<HoldOutcome.Held>(await ledger.HoldAsync(ReplicaLoad.Request("b", all), CancellationToken.None));
        Assert.Equal(ReleaseReason.NotSent, (await ledger.Views.FindAsync(doubted.Charge, CancellationToken.None))!.ReleaseReason);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_connection_may_still_commit_and_the_look_up_waits_until_it_cannot(bool commits)
    {
        await (await _replicas.OpenAsync()).DisposeAsync();
        await using var database = await _replicas.DatabaseAsync();
        using var lost = PostgresStore.Open(database, new PostgresClock(null), new WriterHooks());
        var operation = new HoldOperation(ReplicaLoad.Request("b", []));
        var batch = LedgerBatch.Begin(lost, [operation], new LookSchedule(TimeSpan.FromSeconds(5)), DateTimeOffset.UnixEpoch);
        operation.Decide(batch);
        lost.Write(batch.Close());

        using var asking = PostgresStore.Open(database, new PostgresClock(null), new WriterHooks());
        var found = Task.Run(() => asking.Committed(batch.Seq, batch.Token));
        await Shell.UntilAsync(
            async () => await _replicas.AskAsync<long>("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'") == 1,
            () => "nobody waits for the lost connection");
        Assert.False(found.IsCompleted);
        if (commits) lost.Commit();
        else lost.Rollback();
        Assert.Equal(commits, await found);
    }

    [Fact]
    public async Task Connections_that_went_while_nobody_needed_them_are_replaced_and_nobody_hears_of_it()
    {
        await using var ledger = await _replicas.OpenAsync();
        var request = ReplicaLoad.Request("b", []);
        Assert.IsType<HoldOutcome.Held>(await ledger.HoldAsync(request, CancellationToken.None));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ledger.Views.FindAsync(request.Charge, CancellationToken.None)));
        Assert.True(await CutAllAsync() > 1);
        Assert.IsType<HoldOutcome.Held>(await ledger.HoldAsync(ReplicaLoad.Request("b", []), CancellationToken.None));
        Assert.NotNull(await ledger.Views.FindAsync(request.Charge, CancellationToken.None));
    }

    [Fact]
    public async Task Connections_cut_in_the_middle_of_batches_make_no_yes_untrue()
    {
        await using var first = await _replicas.OpenAsync();
        await using var second = await _replicas.OpenAsync();
        await using var third = await _replicas.OpenAsync();
        var load = new ReplicaLoad([first, second, third], _seed, ReplicaLoad.Limits(10_000));
        using var done = new CancellationTokenSource();
        var cutting = CutAsync(done.Token);
        await load.RunAsync(workers: 24, lives: 25);
        await done.CancelAsync();
        output.WriteLine($"cut {await cutting}, told yes {load.Held.Count}, away {load.Unavailable.Count}");
        await SettleDoubtsAsync(first, second, third);
        await load.AssertToldIsTrueAsync(first.Views);
        Assert.Equal(0, await _replicas.DeadlocksAsync());
    }

    [Fact]
    public async Task A_server_killed_in_the_middle_of_batches_makes_no_yes_untrue()
    {
        await using var server = await PostgresServer.TryStartAsync(durable: true) ?? Servers.Servers.Missing<PostgresServer>(PostgresServer.WhyNot);
        await using var replicas = new PostgresLedgers(server);
        await using var first = await replicas.OpenAsync();
        await using var second = await replicas.OpenAsync();
        var load = new ReplicaLoad([first, second], _seed, ReplicaLoad.Limits(10_000));
        for (var kill = 0; kill < 3; kill++)
        {
            var running = load.RunAsync(workers: 16, lives: 40);
            var before = load.Held.Count;
            await Shell.UntilAsync(() => Task.FromResult(load.Held.Count > before + 100), () => "no load before the kill");
            await server.KillAsync();
            await Assert.ThrowsAsync<LedgerUnavailableException>(() => first.Views.ProbeAsync(CancellationToken.None));
            await server.StartAgainAsync();
            await running;
            await SettleDoubtsAsync(first, second);
        }

        output.WriteLine($"told yes {load.Held.Count}, away {load.Unavailable.Count}");
        Assert.NotEmpty(load.Unavailable);
        await load.AssertToldIsTrueAsync(second.Views);
    }

    /// <summary>The next step of each replica releases what it had to leave in doubt; the first tries may still meet a dead connection.</summary>
    private static async Task SettleDoubtsAsync(params PostgresLedger[] ledgers)
    {
        foreach (var ledger in ledgers)
            await Shell.UntilAsync(
                async () => await Record.ExceptionAsync(() => ledger.Views.ProbeAsync(CancellationToken.None)) is null, () => $"{ledger.Place} does not recover");
    }

    private Task<long> CutAllAsync() => _replicas.AskAsync<long>(
        "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'atlas-gateway'");

    private async Task<int> CutAsync(CancellationToken done)
    {
        var (random, cut) = (new Random(_seed), 0);
        while (!done.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(5, 60)), TimeProvider.System, CancellationToken.None);
            cut += (int)await _replicas.AskAsync<long>("""
                SELECT count(pg_terminate_backend(pid)) FROM (
                  SELECT pid FROM pg_stat_activity
                  WHERE datname = current_database() AND application_name = 'atlas-gateway' AND state <> 'idle' ORDER BY random() LIMIT 1) AS victim
                """);
        }

        return cut;
    }
}
