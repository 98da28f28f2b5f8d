using System.Globalization;

namespace Gateway.Bench;

/// <summary>One server in one round.</summary>
/// <param name="CpuMicroseconds">Processor time of the server per request.</param>
internal sealed record Sample(string Server, double PerSecond, double P50, double P99, double CpuMicroseconds, double Megabytes);

/// <summary>Medians over the rounds, each also as the median of its ratios to the floor in the same round.</summary>
internal static class Report
{
    public static void Print(string title, IReadOnlyList<IReadOnlyList<Sample>> rounds, string floor)
    {
        Console.WriteLine($"\n### {title}\n");
        Console.WriteLine("| server | requests/s | × | p50 ms | p99 ms | CPU µs/request | × | memory MB |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var server in rounds[0].Select(sample => sample.Server))
        {
            var own = rounds.Select(round => round.Single(sample => sample.Server == server)).ToList();
            var floors = rounds.Select(round => round.Single(sample => sample.Server == floor)).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {server} | {Median(own, s => s.PerSecond):N0} | {Ratio(own, floors, s => s.PerSecond):F2} | {Median(own, s => s.P50):F2} | {Median(own, s => s.P99):F2} " +
                $"| {Median(own, s => s.CpuMicroseconds):F1} | {Ratio(own, floors, s => s.CpuMicroseconds):F2} | {Median(own, s => s.Megabytes):F0} |"));
        }
    }

    private static double Median(IEnumerable<Sample> samples, Func<Sample, double> of) => Median(samples.Select(of));

    private static double Ratio(IEnumerable<Sample> own, IEnumerable<Sample> floors, Func<Sample, double> of) =>
        Median(own.Zip(floors, (sample, floor) => of(sample) / of(floor)));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
