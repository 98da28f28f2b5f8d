using Gateway.Configuration;

namespace Gateway.Predictions;

/// <summary>Section <c>Predictions</c>: how often the vendor is asked, and how long what it said is kept.</summary>
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

    /// <summary>Calls the worker may have under way at the vendor.</summary>
    public int MaxFollows { get; init; } = 8;

    public static PredictionsOptions Read(IConfiguration configuration)
    {
        var section = configuration.GetSection("Predictions");
        PredictionsOptions options;
        try
        {
            options = section.Get<PredictionsOptions>() ?? new PredictionsOptions();
        }
        catch (InvalidOperationException fault)
        {
            throw new ConfigurationFaultException([$"Predictions: {fault.Message}"]);
        }

        string[] faults =
        [
            .. Positive(nameof(PollInterval), options.PollInterval),
            .. Positive(nameof(FollowInterval), options.FollowInterval),
            .. Positive(nameof(TerminalCacheFor), options.TerminalCacheFor),
            .. options.AbsentAfter >= TimeSpan.FromSeconds(5) ? [] : new[] { $"Predictions:AbsentAfter: '{options.AbsentAfter}' is less than 5 s." },
            .. options.CacheBytes > 0 ? [] : new[] { $"Predictions:CacheBytes: '{options.CacheBytes}' is not above zero." },
            .. options.BodyBytes >= BodyReceiver.MaxBytes ? [] : new[] { $"Predictions:BodyBytes: '{options.BodyBytes}' holds not even one body of {BodyReceiver.MaxBytes}." },
            .. options.MaxFollows > 0 ? [] : new[] { $"Predictions:MaxFollows: '{options.MaxFollows}' is not above zero." },
        ];
        return faults.Length == 0 ? options : throw new ConfigurationFaultException(faults);

        static string[] Positive(string key, TimeSpan value) => value > TimeSpan.Zero ? [] : [$"Predictions:{key}: '{value}' is not above zero."];
    }
}
