using Gateway.Configuration;

namespace Gateway.Atlas;

/// <summary>Section <c>Atlas:Balance</c>: how often the account's balance is read, and under what it is worth a warning.</summary>
/// <param name="Interval">Zero: never.</param>
/// <param name="WarnBelowUsd">Null: no warning.</param>
internal sealed record BalanceOptions(TimeSpan Interval, Usd? WarnBelowUsd)
{
    public const string IntervalKey = "Atlas:Balance:Interval";

    private static readonly TimeSpan Standard = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Throws <see cref="ConfigurationFaultException"/> with a line for each fault of the section.</summary>
    public static BalanceOptions ReadOrThrow(IConfiguration configuration)
    {
        var (options, faults) = Judge(configuration);
        return faults.Count == 0 ? options : throw new ConfigurationFaultException(faults);
    }

    public static IEnumerable<string> FaultsOf(IConfiguration configuration) => Judge(configuration).Faults;

    private static (BalanceOptions Options, IReadOnlyList<string> Faults) Judge(IConfiguration configuration)
    {
        var faults = new List<string>();
        var section = StrictSection.Of(configuration, "Atlas:Balance", faults);
        var interval = section.Value<TimeSpan>(nameof(Interval), IsInterval, "a time between 00:00:10 and 1.00:00:00, or 00:00:00 for never");
        var below = section.Value<Usd>(nameof(WarnBelowUsd), IsAmount, "an amount of US dollars above 0");
        section.RefuseUnknownKeys();
        return (new BalanceOptions(interval ?? Standard, below), faults);
    }

    private static bool IsInterval(string text, out TimeSpan value) =>
        SpanText.TryParse(text, out value) && (value == TimeSpan.Zero || (value >= Shortest && value <= Longest));

    private static bool IsAmount(string text, out Usd value) => Usd.TryParse(text, out value) && value > Usd.Zero;
}
