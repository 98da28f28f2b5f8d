using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Predictions;

/// <summary>Section <c>Predictions:Turns</c>: how submits are let through after the vendor said 429.</summary>
internal sealed record TurnOptions
{
    /// <summary>The longest a submit waits for its turn.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Submits of one team that may wait in one queue.</summary>
    public int MaxWaiting { get; init; } = 100;

    /// <summary>The pace after the first 429, in submits a second; each further one halves what it is by then.</summary>
    public double StartPerSecond { get; init; } = 1;

    /// <summary>No 429 makes it slower, in submits a second.</summary>
    public double LowestPerSecond { get; init; } = 0.1;

    /// <summary>What the pace gains in each second without a 429, in submits a second.</summary>
    public double RecoveryPerSecond { get; init; } = 0.1;

    /// <summary>At this pace nobody waits any more, in submits a second.</summary>
    public double FullPerSecond { get; init; } = 10;

    /// <summary>Throws <see cref="ConfigurationFaultException"/> with a line for each fault of the section.</summary>
    public static TurnOptions ReadOrThrow(IConfiguration configuration)
    {
        var (options, faults) = Judge(configuration);
        return faults.Count == 0 ? options : throw new ConfigurationFaultException(faults);
    }

    public static IEnumerable<string> FaultsOf(IConfiguration configuration) => Judge(configuration).Faults;

    private static (TurnOptions Options, IReadOnlyList<string> Faults) Judge(IConfiguration configuration)
    {
        var faults = new List<string>();
        var section = StrictSection.Of(configuration, "Predictions:Turns", faults);
        var standard = new TurnOptions();
        var options = new TurnOptions
        {
            MaxWait = section.Value<TimeSpan>(nameof(MaxWait), IsWait, "a time above 00:00:00 and up to 00:05:00, such as 00:00:10") ?? standard.MaxWait,
            MaxWaiting = section.PositiveInt(nameof(MaxWaiting)) ?? standard.MaxWaiting,
            StartPerSecond = Pace(nameof(StartPerSecond)) ?? standard.StartPerSecond,
            LowestPerSecond = Pace(nameof(LowestPerSecond)) ?? standard.LowestPerSecond,
            RecoveryPerSecond = Pace(nameof(RecoveryPerSecond)) ?? standard.RecoveryPerSecond,
            FullPerSecond = Pace(nameof(FullPerSecond)) ?? standard.FullPerSecond,
        };
        if (options.LowestPerSecond > options.StartPerSecond) section.Fault(nameof(LowestPerSecond), $"'{options.LowestPerSecond}' is above StartPerSecond");
        if (options.StartPerSecond >= options.FullPerSecond) section.Fault(nameof(StartPerSecond), $"'{options.StartPerSecond}' is not below FullPerSecond");
        section.RefuseUnknownKeys();
        return (options, faults);

        double? Pace(string key) => section.Value<double>(key, IsPace, "a number of submits a second, from 0.001 to 10000");
    }

    private static bool IsWait(string text, out TimeSpan value) =>
        SpanText.TryParse(text, out value) && value > TimeSpan.Zero && value <= TimeSpan.FromMinutes(5);

    private static bool IsPace(string text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value is >= 0.001 and <= 10_000;
}
