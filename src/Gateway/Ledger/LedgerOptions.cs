using System.Globalization;

namespace Gateway.Ledger;

/// <summary>The limits of the ledger's writer.</summary>
/// <param name="MaxBatch">Most operations committed together.</param>
/// <param name="MaxQueue">Most operations that wait to be committed; past it holds are refused.</param>
/// <param name="BusyTimeout">How long another process may keep the file before the ledger counts as unavailable.</param>
internal sealed record LedgerOptions(int MaxBatch, int MaxQueue, TimeSpan BusyTimeout)
{
    public static readonly LedgerOptions Default = new(256, 10_000, TimeSpan.FromSeconds(5));

    /// <summary>Adds one line to <paramref name="faults"/> for each value that cannot be used.</summary>
    public static LedgerOptions Read(IConfiguration configuration, List<string> faults) => new(
        Count(configuration, "Ledger:MaxBatch", Default.MaxBatch, faults),
        Count(configuration, "Ledger:MaxQueue", Default.MaxQueue, faults),
        Span(configuration, "Ledger:BusyTimeout", Default.BusyTimeout, faults));

    /// <summary>A span above zero.</summary>
    public static TimeSpan Span(IConfiguration configuration, string key, TimeSpan otherwise, List<string> faults)
    {
        if (configuration[key] is not { Length: > 0 } text) return otherwise;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span > TimeSpan.Zero) return span;
        faults.Add($"{key}: '{text}' is not a time span above zero, like 00:00:05.");
        return otherwise;
    }

    private static int Count(IConfiguration configuration, string key, int otherwise, List<string> faults)
    {
        if (configuration[key] is not { Length: > 0 } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return count;
        faults.Add($"{key}: '{text}' is not a whole number above zero.");
        return otherwise;
    }
}
