using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>Everything the gateway counts, under one meter. Labels are bounded by configuration: teams, priced models, words of an enumeration.</summary>
internal sealed partial class GatewayMetrics(IMeterFactory meters)
{
    public const string MeterName = "Atlas.Gateway";

    private readonly Meter _meter = meters.Create(MeterName);
}
