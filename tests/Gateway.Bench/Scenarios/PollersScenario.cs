using System.Globalization;
using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>Many callers follow one running prediction through several replicas at a steady pace: how often is the vendor asked?</summary>
internal static class PollersScenario
{
    private const int Pollers = 1_000;
    private const int Replicas = 3;
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    public static async Task RunAsync()
    {
        await using var fleet = await Fleet.StartAsync();
        var replicas = await fleet.ReplicasAsync(Replicas, ("Predictions:PollInterval", PollInterval.ToString("c")));
        var poll = Requests.Poll(await PollScenario.SubmitAsync(replicas[0].Port));
        var (looks, cpu) = (await fleet.LooksAsync(), Cpu(replicas));
        using var ending = new CancellationTokenSource(Lasting);
        var answers = await Task.WhenAll(Enumerable.Range(0, Pollers).Select(number => FollowAsync(replicas[number % Replicas].Port, number, poll, ending.Token)));
        looks = await fleet.LooksAsync() - looks;
        var allowed = Lasting / PollInterval + 3;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{Pollers:N0} pollers of one running prediction, 2 polls/s each, {Replicas} replicas, {Lasting.TotalSeconds:N0} s: {answers.Sum():N0} answers, " +
            $"{looks} looks at the vendor (at most {allowed:N0}), {(Cpu(replicas) - cpu).TotalMicroseconds / answers.Sum():F1} µs of CPU a poll"));
    }

    private static TimeSpan Cpu(IEnumerable<ServerProcess> replicas) => replicas.Aggregate(TimeSpan.Zero, (sum, replica) => sum + replica.Cpu);

    /// <returns>How many answers it had.</returns>
    private static async Task<long> FollowAsync(int port, int number, byte[] poll, CancellationToken ending)
    {
        var answers = 0L;
        try
        {
            // Spread over the interval, as callers are that know nothing of each other.
            await Task.Delay(Every * number / Pollers, TimeProvider.System, ending);
            using var connection = await RawConnection.OpenAsync(port);
            using var timer = new PeriodicTimer(Every, TimeProvider.System);
            do
            {
                var status = await connection.SendAsync(poll);
                if (status != 200) throw new InvalidOperationException($"A poll was answered with {status}.");
                answers++;
            }
            while (await timer.WaitForNextTickAsync(ending));
        }
        catch (OperationCanceledException)
        {
            // The time is over.
        }
        return answers;
    }
}
