using System.Diagnostics;

namespace Gateway.Telemetry;

/// <summary>What the gateway tells of itself: spans, and metrics.</summary>
internal static class GatewayTelemetry
{
    /// <summary>The source of every span of ours.</summary>
    public static readonly ActivitySource Source = new("Atlas.Gateway");

    public static WebApplicationBuilder AddGatewayTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<GatewayMetrics>();
        return builder;
    }
}
