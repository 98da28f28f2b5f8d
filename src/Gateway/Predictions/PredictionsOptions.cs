using Gateway.Configuration;

namespace Gateway.Predictions;

/// <summary>Section <c>Predictions</c>: how often the vendor is asked, how long what it said is kept, and how long callers may wait.</summary>
internal sealed class PredictionsOptions
{
    /// <summary>A pending status younger than this is answered from memory.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two looks of the worker at a young prediction.</summary>
    public TimeSpan FollowInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a final answer stays in memory after it was last asked for. The ledger keeps it anyway.</summary>
    public TimeSpan TerminalCacheFor { get; init; } = TimeSpan.FromDays(1);

    /// <summary>A lost submit counts as never taken, and a lost prediction as gone, only after this; at least 5 s.</summary>
    public TimeSpan AbsentAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Memory for statuses, in bytes.</summary>
    public long CacheBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>All buffered bodies together, in bytes.</summary>
    public long BodyBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>
    /// Calls the worker may have under way at the vendor: at least open charges × the vendor's latency / a look's schedule. 64 follow ten
    /// thousand charges at a look a minute and 300 ms each.
    /// </summary>
    public int MaxFollows { get; init; } = 64;

    private const int MostFollows = 1024;

    /// <summary>Longest a caller may wait for a verdict in one request, in whole seconds; zero lets nobody wait.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Callers who may wait at once; whoever comes then is answered at once.</summary>
    public int MaxWaiters { get; init; } = 10_000;

    /// <summary>Throws <see cref="ConfigurationFaultException"/> where <see cref="FaultsOf"/> finds any.</summary>
    public static PredictionsOptions Read(IConfiguration configuration)
    {
        var (options, faults) = Judge(configuration);
        return faults.Count == 0 ? options : throw new ConfigurationFaultException(faults);
    }

    public static IEnumerable<string> FaultsOf(IConfiguration configuration) => Judge(configuration).Faults;

    private static (PredictionsOptions Options, IReadOnlyList<string> Faults) Judge(IConfiguration configuration)
    {
        // The binder would take too many hours for days.
        var spans = SpanFaults(configuration.GetSection("Predictions"));
        if (spans.Length > 0) return (new PredictionsOptions(), spans);
        PredictionsOptions options;
        try
        {
            options = configuration.GetSection("Predictions").Get<PredictionsOptions>() ?? new PredictionsOptions();
        }
        catch (InvalidOperationException fault)
        {
            return (new PredictionsOptions(), [$"Predictions: {fault.Message}"]);
        }

        return (options,
        [
            .. Positive(nameof(PollInterval), options.PollInterval),
            .. Positive(nameof(FollowInterval), options.FollowInterval),
            .. Positive(nameof(TerminalCacheFor), options.TerminalCacheFor),
            .. Fault(options.AbsentAfter < TimeSpan.FromSeconds(5), nameof(AbsentAfter), options.AbsentAfter, "is less than 5 s"),
            .. Fault(options.CacheBytes <= 0, nameof(CacheBytes), options.CacheBytes, "is not above zero"),
            .. Fault(options.BodyBytes < BodyReceiver.MaxBytes, nameof(BodyBytes), options.BodyBytes, $"is less than one body of {BodyReceiver.MaxBytes}"),
            .. Fault(options.MaxFollows is <= 0 or > MostFollows, nameof(MaxFollows), options.MaxFollows, $"is not from 1 to {MostFollows}"),
            .. Fault(!IsWait(options.MaxWait), nameof(MaxWait), options.MaxWait, "is not whole seconds, from none to an hour"),
            .. Fault(options.MaxWaiters <= 0, nameof(MaxWaiters), options.MaxWaiters, "is not above zero"),
        ]);
    }

    private static string[] SpanFaults(IConfigurationSection section) =>
    [
        .. from name in (string[])[nameof(PollInterval), nameof(FollowInterval), nameof(TerminalCacheFor), nameof(AbsentAfter), nameof(MaxWait)]
           where section[name] is { Length: > 0 } text && SpanText.Hint(text).Length > 0
           select $"Predictions:{name}: '{section[name]}' is not a time span{SpanText.Hint(section[name]!)}.",
    ];

    private static bool IsWait(TimeSpan value) => value >= TimeSpan.Zero && value <= TimeSpan.FromHours(1) && value.Ticks % TimeSpan.TicksPerSecond == 0;

    private static string[] Positive(string key, TimeSpan value) =>
        Fault(value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromDays(366), key, value, "is not between a millisecond and a year");

    private static string[] Fault<T>(bool isFault, string key, T value, string fault) => isFault ? [$"Predictions:{key}: '{value}' {fault}."] : [];
}
