using System.CommandLine;
using Xunit.Sdk;

namespace Gateway.Faults;

/// <summary><c>soak --minutes 20 --seed 1</c> tries the gateway for that long and prints the figures; anything else runs the short seeds as tests.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is not ["soak", ..]) return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
        var minutes = new Option<double>("--minutes") { Description = "How long the faults last; the reckoning comes after.", DefaultValueFactory = _ => 20 };
        var seed = new Option<int>("--seed") { Description = "Draws the schedule, the load and the vendor's moods.", DefaultValueFactory = _ => 1 };
        var soak = new Command("soak", "Faults under load for a given time, then the reckoning. Exit code 1 where a law was broken.") { minutes, seed };
        soak.SetAction((parse, cancellationToken) => SoakAsync(parse.GetValue(seed), TimeSpan.FromMinutes(parse.GetValue(minutes)), cancellationToken));
        return await new RootCommand("The gateway under faults.") { soak }.Parse(args).InvokeAsync();
    }

    private static async Task<int> SoakAsync(int seed, TimeSpan length, CancellationToken cancellationToken)
    {
        try
        {
            var report = await FaultRun.RunAsync(seed, length, Console.Out, cancellationToken);
            Console.WriteLine(report.Figures());
            if (report.Violations.Count > 0) Console.WriteLine(report.Failure());
            return report.Violations.Count == 0 ? 0 : 1;
        }
        catch (SkipException missing)
        {
            await Console.Error.WriteLineAsync(missing.Message[(missing.Message.LastIndexOf('$') + 1)..]);
            return 2;
        }
    }
}
