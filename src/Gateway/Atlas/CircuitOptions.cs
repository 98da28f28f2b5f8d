using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Atlas;

/// <summary>Section <c>Atlas:Circuit</c>: when an operation of the vendor counts as down, and for how long it is then left alone.</summary>
internal sealed record CircuitOptions
{
    private const string Section = "Atlas:Circuit";

    /// <summary>How far back calls are counted.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The share of failed calls in the window that opens the circuit, above 0 and at most 1.</summary>
    public double FailureRatio { get; init; } = 0.5;

    /// <summary>Fewer calls in the window open nothing.</summary>
    public int MinimumCalls { get; init; } = 10;

    /// <summary>How long nothing is sent, before one call tries.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Throws <see cref="ConfigurationFaultException"/> with a line for each fault of the section.</summary>
    public static CircuitOptions ReadOrThrow(IConfiguration configuration)
    {
        var (options, faults) = Judge(configuration);
        return faults.Count == 0 ? options : throw new ConfigurationFaultException(faults);
    }

    public static IEnumerable<string> FaultsOf(IConfiguration configuration) => Judge(configuration).Faults;

    private static (CircuitOptions Options, IReadOnlyList<string> Faults) Judge(IConfiguration configuration)
    {
        var faults = new List<string>();
        var section = StrictSection.Of(configuration, Section, faults);
        var standard = new CircuitOptions();
        var options = new CircuitOptions
        {
            Window = section.Value<TimeSpan>(nameof(Window), IsPeriod, "a time between 00:00:00.5 and 1.00:00:00, such as 00:01:00") ?? standard.Window,
            FailureRatio = section.Value<double>(nameof(FailureRatio), IsRatio, "a number above 0 and at most 1") ?? standard.FailureRatio,
            MinimumCalls = section.Value<int>(nameof(MinimumCalls), IsCount, "a whole number of at least 2") ?? standard.MinimumCalls,
            Break = section.Value<TimeSpan>(nameof(Break), IsPeriod, "a time between 00:00:00.5 and 1.00:00:00, such as 00:00:15") ?? standard.Break,
        };
        section.RefuseUnknownKeys();
        return (options, faults);
    }

    private static bool IsPeriod(string text, out TimeSpan value) =>
        SpanText.TryParse(text, out value) && value >= TimeSpan.FromSeconds(0.5) && value <= TimeSpan.FromDays(1);

    private static bool IsRatio(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value is > 0 and <= 1;

    private static bool IsCount(string text, out int value) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= 2;
}
