using System.Collections.Concurrent;
using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>First sight of predictions that another replica bought: each is asked for once, and Redis tells of it.</summary>
internal static class SightScenario
{
    /// <summary>Of a turn. Every prediction is bought first, so a turn ends when it has none left.</summary>
    private const int PerTurn = 3_000;

    /// <summary>Turns of the same length that warm both up.</summary>
    private const int WarmupTurns = 4;

    public static async Task RunAsync(Plan plan)
    {
        await using var fleet = await Fleet.StartAsync();
        var bare = await fleet.BareProxyAsync();

        // What was told must stay fresh until it is seen: a look at the vendor is another scenario.
        var replicas = await fleet.ReplicasAsync(2, ("Predictions:PollInterval", "01:00:00"));
        var polls = await BuyAsync(replicas[0], plan.Callers, PerTurn * (plan.Rounds + WarmupTurns));
        var looks = await fleet.LooksAsync();
        var rounds = new List<IReadOnlyList<Sample>>();
        for (var turn = 0; turn < WarmupTurns + plan.Rounds; turn++)
        {
            var first = turn * PerTurn;
            ReadOnlyMemory<byte> Sighted(long number) => polls[first + (int)number];
            var floor = await plan.MeasureAsync(bare, Sighted, plan.Callers, PerTurn);
            var sample = await plan.MeasureAsync(replicas[1], Sighted, plan.Callers, PerTurn);
            looks += PerTurn;
            if (turn >= WarmupTurns) rounds.Add([floor, sample with { Server = "gateway" }]);
        }

        Report.Print($"First sight of another replica's prediction, {PerTurn:N0} distinct a turn, from Redis, {plan.Callers} callers", rounds, bare.Name);
        Console.WriteLine($"\nLooks at the vendor for the replicas: {await fleet.LooksAsync() - looks:N0}");
    }

    private static async Task<List<byte[]>> BuyAsync(ServerProcess replica, int callers, int count)
    {
        var (submit, bought) = (Requests.Submit(), new ConcurrentBag<byte[]>());
        await LoadRun.ForAsync(
            replica.Port, callers, TimeSpan.FromMinutes(5), _ => submit, heard: answer => bought.Add(Requests.Poll(PollScenario.PredictionOf(answer))), most: count);
        return bought.Count == count ? [.. bought] : throw new InvalidOperationException($"Only {bought.Count} of {count} predictions could be bought in time.");
    }
}
