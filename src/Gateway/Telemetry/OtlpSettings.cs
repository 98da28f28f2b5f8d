using System.Globalization;

namespace Gateway.Telemetry;

/// <summary>
/// What is exported, by the standard <c>OTEL_*</c> variables alone. A signal has a place to go or it is not made: without an endpoint
/// nothing listens. The SDK reads the variables itself; here they are judged, because it would pass over a bad one in silence.
/// </summary>
internal sealed record OtlpSettings(bool Traces, bool Metrics, bool Logs)
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private static readonly string[] Signals = ["TRACES", "METRICS", "LOGS"];
    private static readonly string[] Protocols = ["grpc", "http/protobuf"];
    private static readonly string[] Exporters = ["otlp", "none"];

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    /// <summary>Whole numbers above zero; milliseconds unless they are sizes.</summary>
    private static readonly string[] Numbers =
    [
        "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
        "OTEL_BSP_SCHEDULE_DELAY", "OTEL_BSP_EXPORT_TIMEOUT", "OTEL_BSP_MAX_QUEUE_SIZE", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE",
        "OTEL_BLRP_SCHEDULE_DELAY", "OTEL_BLRP_EXPORT_TIMEOUT", "OTEL_BLRP_MAX_QUEUE_SIZE", "OTEL_BLRP_MAX_EXPORT_BATCH_SIZE",
    ];

    public bool Any => Traces || Metrics || Logs;

    public static OtlpSettings Read(IConfiguration configuration)
    {
        return new OtlpSettings(Goes("TRACES"), Goes("METRICS"), Goes("LOGS"));

        bool Goes(string signal) =>
            !IsDisabled(configuration)
            && (Has(configuration, Endpoint) || Has(configuration, EndpointOf(signal)))
            && configuration[$"OTEL_{signal}_EXPORTER"] is null or "" or "otlp";
    }

    public static IEnumerable<string> FaultsOf(IConfiguration configuration) => IsDisabled(configuration) ? [] :
    [
        .. FaultsOf(configuration, [Endpoint, .. Signals.Select(EndpointOf)], IsAddress, "is not an address such as http://collector:4317"),
        .. FaultsOf(configuration, PerSignal("PROTOCOL"), text => Protocols.Contains(text), $"is not {string.Join(" or ", Protocols)}"),
        .. FaultsOf(configuration, Signals.Select(signal => $"OTEL_{signal}_EXPORTER"), text => Exporters.Contains(text), "is not otlp or none"),
        .. FaultsOf(configuration, ["OTEL_TRACES_SAMPLER"], text => Samplers.Contains(text), $"is not one of {string.Join(", ", Samplers)}"),
        .. FaultsOf(configuration, ["OTEL_TRACES_SAMPLER_ARG"], IsShare, "is not a number from 0 to 1"),
        .. FaultsOf(configuration, Numbers, IsCount, "is not a whole number above 0"),
        .. FaultsOf(configuration, ["OTEL_RESOURCE_ATTRIBUTES"], ArePairs, "is not a list such as key=value,key=value"),
        // Not quoted: it holds a credential.
        .. PerSignal("HEADERS").Where(key => Has(configuration, key) && !ArePairs(configuration[key]!)).Select(key => $"{key}: not a list such as key=value,key=value."),
    ];

    private static IEnumerable<string> FaultsOf(IConfiguration configuration, IEnumerable<string> keys, Func<string, bool> isGood, string complaint) =>
        from key in keys
        where Has(configuration, key) && !isGood(configuration[key]!)
        select $"{key}: '{configuration[key]}' {complaint}.";

    private static bool IsDisabled(IConfiguration configuration) => string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);

    private static bool Has(IConfiguration configuration, string key) => !string.IsNullOrWhiteSpace(configuration[key]);

    private static string EndpointOf(string signal) => $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT";

    private static IEnumerable<string> PerSignal(string what) => [$"OTEL_EXPORTER_OTLP_{what}", .. Signals.Select(signal => $"OTEL_EXPORTER_OTLP_{signal}_{what}")];

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" };

    private static bool IsShare(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1;

    private static bool IsCount(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0;

    private static bool ArePairs(string text) =>
        text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0);
}
