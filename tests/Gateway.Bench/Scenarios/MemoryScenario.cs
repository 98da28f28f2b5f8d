using System.Globalization;
using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>Whether the memory of a gateway stays flat while submits and polls go on for minutes.</summary>
internal static class MemoryScenario
{
    /// <summary>Of the callers, one in so many submits; the others poll.</summary>
    private const int CallersPerSubmitter = 8;
    private const int Readings = 20;

    public static async Task RunAsync(Plan plan, double minutes)
    {
        await using var fleet = await Fleet.StartAsync();
        var gateway = await fleet.GatewayAsync();
        var (submit, poll) = (Requests.Submit(), Requests.Poll(await PollScenario.SubmitAsync(gateway.Port)));
        var lasting = TimeSpan.FromMinutes(minutes);
        var callers = Math.Max(2, plan.Callers);
        var submitters = Math.Max(1, callers / CallersPerSubmitter);
        var submits = LoadRun.ForAsync(gateway.Port, submitters, lasting, _ => submit);
        var polls = LoadRun.ForAsync(gateway.Port, callers - submitters, lasting, _ => poll);
        Console.WriteLine("\n### Memory under load\n\n| minute | memory MB |\n|---:|---:|");
        var readings = new List<double>();
        for (var reading = 1; reading <= Readings; reading++)
        {
            await Task.Delay(lasting / Readings, TimeProvider.System);
            readings.Add(gateway.Megabytes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {minutes * reading / Readings:F1} | {readings[^1]:F0} |"));
        }
        var (submitted, polled) = (await submits, await polls);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{submitted.Requests:N0} submits and {polled.Requests:N0} polls, {submitted.Failures + polled.Failures} failures; " +
            $"mean of the first half {readings.Take(Readings / 2).Average():F0} MB, of the second {readings.Skip(Readings / 2).Average():F0} MB, highest {readings.Max():F0} MB"));
    }
}
