using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Ledger;

/// <summary>The limits of the ledger's writer.</summary>
/// <param name="MaxBatch">Most operations committed together.</param>
/// <param name="MaxQueue">Most operations that wait to be committed; past it holds are refused.</param>
/// <param name="BusyTimeout">SQLite: how long another process may keep the file before the ledger counts as unavailable.</param>
internal sealed record LedgerOptions(int MaxBatch, int MaxQueue, TimeSpan BusyTimeout)
{
    public static readonly LedgerOptions Default = new(256, 10_000, TimeSpan.FromSeconds(5));

    /// <summary>
    /// A charge changes for up to <see cref="LookSchedule.EvidenceFor"/> after its end, longer than an Idempotency-Key lives; a day more, and an hour, for
    /// a process that stood still over night and finds that evidence late.
    /// </summary>
    public static readonly TimeSpan ShortestKeep = LookSchedule.EvidenceFor + TimeSpan.FromHours(25);

    /// <summary>A hundred years: who wants more leaves it out.</summary>
    private static readonly TimeSpan LongestKeep = TimeSpan.FromDays(36_525);

    /// <summary>How long charges keep their details after their last entry; null: for ever.</summary>
    public TimeSpan? KeepDetailsFor { get; init; }

    /// <summary>PostgreSQL: most connections of this process, one of which writes; <c>Maximum Pool Size</c> in the connection string goes before.</summary>
    public int MaxConnections { get; init; } = 10;

    /// <summary>PostgreSQL: the server gives a statement up after this long, waiting for other replicas included.</summary>
    public TimeSpan StatementTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Adds one line to <paramref name="faults"/> for each value that cannot be used.</summary>
    public static LedgerOptions Read(IConfiguration configuration, List<string> faults) => new(
        Count(configuration, "Ledger:MaxBatch", Default.MaxBatch, faults),
        Count(configuration, "Ledger:MaxQueue", Default.MaxQueue, faults),
        Span(configuration, "Ledger:BusyTimeout", Default.BusyTimeout, faults))
    {
        KeepDetailsFor = Keep(configuration, "Ledger:KeepDetailsFor", faults),
        MaxConnections = Count(configuration, "Ledger:MaxConnections", Default.MaxConnections, faults),
        StatementTimeout = Span(configuration, "Ledger:StatementTimeout", Default.StatementTimeout, faults),
    };

    /// <summary>A span above zero.</summary>
    public static TimeSpan Span(IConfiguration configuration, string key, TimeSpan otherwise, List<string> faults)
    {
        if (configuration[key] is not { Length: > 0 } text) return otherwise;
        if (SpanText.TryParse(text, out var span) && span > TimeSpan.Zero) return span;
        faults.Add($"{key}: '{text}' is not a time span above zero, like 00:00:05{SpanText.Hint(text)}.");
        return otherwise;
    }

    private static TimeSpan? Keep(IConfiguration configuration, string key, List<string> faults)
    {
        if (configuration[key] is not { Length: > 0 } text) return null;
        if (SpanText.TryParse(text, out var span) && span >= ShortestKeep && span <= LongestKeep) return span;
        faults.Add($"{key}: '{text}' is not a time span of at least {ShortestKeep:c} (evidence may come {LookSchedule.EvidenceFor.TotalHours:0} h after the end of a charge) and at most {LongestKeep:c}, like 400.00:00:00{SpanText.Hint(text)}.");
        return null;
    }

    private static int Count(IConfiguration configuration, string key, int otherwise, List<string> faults)
    {
        if (configuration[key] is not { Length: > 0 } text) return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0) return count;
        faults.Add($"{key}: '{text}' is not a whole number above zero.");
        return otherwise;
    }
}
