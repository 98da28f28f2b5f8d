using System.Globalization;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>From the start of the process to the first answer of a gateway that is ready, on a new ledger.</summary>
internal static class StartScenario
{
    public static async Task RunAsync(Plan plan)
    {
        await using var fleet = await Fleet.StartAsync();
        var times = new List<double>();
        for (var round = 0; round < plan.Rounds; round++)
        {
            using var gateway = await fleet.GatewayAsync($"start {round}");
            times.Add(gateway.TimeToFirstAnswer.TotalSeconds);
        }
        times.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nStart to first answer: median {times[times.Count / 2]:F2} s, slowest {times[^1]:F2} s"));
    }
}
