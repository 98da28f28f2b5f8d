using Gateway.Tests.Servers;

namespace Gateway.Faults;

/// <summary>Makes the faults of a plan happen, each undone after its time. What is broken already is not broken twice.</summary>
internal sealed class Injector
{
    private readonly Arena _arena;
    private readonly RedisSnapshots _snapshots;
    private readonly SemaphoreSlim _redis = new(1, 1);
    private readonly SemaphoreSlim _postgres = new(1, 1);
    private readonly SemaphoreSlim[] _gateways = [.. Enumerable.Range(0, FaultPlan.Gateways).Select(_ => new SemaphoreSlim(1, 1))];

    public Injector(Arena arena) => (_arena, _snapshots) = (arena, new RedisSnapshots(arena.Redis, arena.Folder));

    /// <returns>When every fault is over and every process runs again.</returns>
    public async Task RunAsync(IReadOnlyList<Fault> plan, CancellationToken cancellationToken)
    {
        await _snapshots.TakeAsync();
        var started = TimeProvider.System.GetTimestamp();
        var under = new List<Task>();
        foreach (var fault in plan)
        {
            var wait = fault.At - TimeProvider.System.GetElapsedTime(started);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (cancellationToken.IsCancellationRequested) break;
            under.RemoveAll(task => task.IsCompletedSuccessfully);
            under.Add(Task.Run(() => InjectAsync(fault), CancellationToken.None));
        }
        await Task.WhenAll(under);
    }

    private async Task InjectAsync(Fault fault)
    {
        var target = TargetOf(fault);
        if (target is not null && !await target.WaitAsync(TimeSpan.Zero))
        {
            _arena.Witness.Count($"faults left out, their target being broken: {fault.Kind}");
            return;
        }
        try
        {
            await BreakAndMendAsync(fault);
            _arena.Witness.Count($"fault {fault.Kind}");
        }
        finally
        {
            target?.Release();
        }
    }

    private SemaphoreSlim? TargetOf(Fault fault) => fault.Kind switch
    {
        FaultKind.KillGateway or FaultKind.StopGateway or FaultKind.FreezeGateway => _gateways[fault.Gateway],
        FaultKind.KillRedis or FaultKind.RollBackRedis or FaultKind.FreezeRedis or FaultKind.FlushRedis => _redis,
        FaultKind.KillPostgres or FaultKind.FreezePostgres or FaultKind.EndSessions => _postgres,
        _ => null,
    };

    private Task BreakAndMendAsync(Fault fault)
    {
        var gateway = _arena.Gateways[fault.Gateway];
        return fault.Kind switch
        {
            FaultKind.KillGateway => ForAsync(fault.For, gateway.KillAsync, gateway.StartAsync),
            FaultKind.StopGateway => ForAsync(fault.For, gateway.StopAsync, gateway.StartAsync),
            FaultKind.FreezeGateway => ForAsync(fault.For, gateway.FreezeAsync, gateway.ThawAsync),
            FaultKind.KillRedis => ForAsync(fault.For, _arena.Redis.KillAsync, _arena.Redis.StartAgainAsync),
            FaultKind.RollBackRedis => _snapshots.RollBackAsync(fault.For),
            FaultKind.FreezeRedis => ForAsync(fault.For, _arena.Redis.FreezeAsync, _arena.Redis.ThawAsync),
            FaultKind.FlushRedis => _arena.Redis.AskAsync("FLUSHALL"),
            FaultKind.KillPostgres => ForAsync(fault.For, _arena.Postgres.KillAsync, _arena.Postgres.StartAgainAsync),
            FaultKind.FreezePostgres => FreezePostgresAsync(fault.For),
            FaultKind.EndSessions => EndSessionsAsync(),
            FaultKind.CutLedger => Done(() => _arena.ToLedger.Cut()),
            FaultKind.StallLedger => StallAsync(_arena.ToLedger, fault.For),
            FaultKind.CutRedis => Done(() => _arena.ToRedis.Cut()),
            FaultKind.StallRedis => StallAsync(_arena.ToRedis, fault.For),
            FaultKind.CutVendor => Done(() => _arena.ToVendor.Cut()),
            FaultKind.StallVendor => StallAsync(_arena.ToVendor, fault.For),
            FaultKind.VendorBusy => Done(() => _arena.Moods.BusyFor(fault.For)),
            FaultKind.VendorDown => Done(() => _arena.Moods.DownFor(fault.For)),
            FaultKind.RaiseLimits => Done(_arena.RaiseLimits),
            _ => throw new InvalidOperationException($"{fault.Kind} is not known."),
        };
    }

    private static async Task ForAsync(TimeSpan time, Func<Task> breakIt, Func<Task> mendIt)
    {
        await breakIt();
        await Task.Delay(time, TimeProvider.System);
        await mendIt();
    }

    private static Task StallAsync(Wire wire, TimeSpan time) => ForAsync(time, () => Done(wire.Stall), () => Done(wire.Resume));

    private async Task FreezePostgresAsync(TimeSpan time)
    {
        var folder = await PostgresServer.AskAsync<string>(_arena.Database, "SHOW data_directory");
        var frozen = await PostgresProcesses.FreezeAsync(folder);
        await Task.Delay(time, TimeProvider.System);
        await PostgresProcesses.ThawAsync(frozen);
    }

    private Task EndSessionsAsync() =>
        PostgresServer.ExecuteAsync(_arena.Database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");

    private static Task Done(Action action)
    {
        action();
        return Task.CompletedTask;
    }
}
