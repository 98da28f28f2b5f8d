using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench;

/// <summary>How long, how often and with how many callers is measured.</summary>
internal sealed record Plan(int Rounds, TimeSpan Warmup, TimeSpan Time, int Callers)
{
    /// <summary>Cold .NET is several times slower: every server is warmed up before the first round, then they take turns.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<Sample>>> RunAsync(IReadOnlyList<(ServerProcess Server, Func<long, ReadOnlyMemory<byte>> Request)> contestants)
    {
        foreach (var (server, request) in contestants) await LoadRun.ForAsync(server.Port, Callers, Warmup, request);
        var rounds = new List<IReadOnlyList<Sample>>();
        for (var round = 0; round < Rounds; round++)
        {
            var samples = new List<Sample>();
            foreach (var (server, request) in contestants) samples.Add(await MeasureAsync(server, request, Callers));
            rounds.Add(samples);
            Console.Error.WriteLine($"round {round + 1} of {Rounds}");
        }
        return rounds;
    }

    /// <param name="most">Requests after which the turn ends, whatever time is left.</param>
    public async Task<Sample> MeasureAsync(ServerProcess server, Func<long, ReadOnlyMemory<byte>> request, int callers, long most = long.MaxValue)
    {
        var before = server.Cpu;
        var load = await LoadRun.ForAsync(server.Port, callers, Time, request, most: most);
        var cpu = server.Cpu - before;
        if (load.Failures > 0) throw new InvalidOperationException($"{server.Name} failed {load.Failures} of {load.Requests} requests.");
        return new Sample(server.Name, load.PerSecond, load.P50, load.P99, cpu.TotalMicroseconds / load.Requests, server.Megabytes);
    }
}
