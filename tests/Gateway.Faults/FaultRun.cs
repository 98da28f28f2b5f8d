using System.Globalization;

namespace Gateway.Faults;

/// <summary>One run: load and faults for a time, then everything heals, then the reckoning.</summary>
internal static class FaultRun
{
    /// <summary>Up to this a run is short, and its looks are brought forward at the end instead of waited for.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);

    public static async Task<FaultReport> RunAsync(int seed, TimeSpan length, TextWriter progress, CancellationToken cancellationToken)
    {
        var (witness, plan) = (new Witness(), FaultPlan.Draw(seed, length));
        await using var arena = await Arena.StartAsync(seed, witness);
        await progress.WriteLineAsync($"{plan.Count} faults in {length}; logs in {arena.Folder}");
        var started = TimeProvider.System.GetTimestamp();
        var callers = new Callers([.. arena.Gateways.Select(gateway => gateway.Address)], seed, witness, arena.Moods.SaysTwoThingsOf);
        await UnderFaultsAsync(arena, callers, plan, progress, cancellationToken);

        arena.Moods.CalmDown();
        var healed = TimeProvider.System.GetTimestamp();
        await progress.WriteLineAsync("Everything is healed; the workers finish.");
        var reckoning = new Reckoning(arena);
        await reckoning.WaitAsync(hurry: length <= Short, cancellationToken);
        await reckoning.CheckAsync();
        await callers.CheckVerdictsAsync();
        return new FaultReport(seed, length, plan, witness)
        {
            UnderFaults = TimeProvider.System.GetElapsedTime(started, healed), Reckoned = TimeProvider.System.GetElapsedTime(healed),
            Charges = reckoning.Charges, Bill = reckoning.Jobs, Differences = reckoning.Differences.Count, Logs = arena.Folder,
        };
    }

    private static async Task UnderFaultsAsync(Arena arena, Callers callers, IReadOnlyList<Fault> plan, TextWriter progress, CancellationToken cancellationToken)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = callers.RunAsync(until.Token);
        var reader = new OutsideReader(arena).RunAsync(until.Token);
        var news = TellAsync(arena, progress, until.Token);
        try
        {
            await new Injector(arena).RunAsync(plan, cancellationToken);
        }
        finally
        {
            await until.CancelAsync();
            await Task.WhenAll(load, reader, news);
        }
    }

    /// <summary>A line a minute.</summary>
    private static async Task TellAsync(Arena arena, TextWriter progress, CancellationToken until)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), TimeProvider.System, until).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (until.IsCancellationRequested) return;
            await progress.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{TimeProvider.System.GetUtcNow():HH:mm:ss}  {arena.Vendor.Jobs.Count} jobs at the vendor, {arena.Witness.Violations.Count} violations"));
        }
    }
}
