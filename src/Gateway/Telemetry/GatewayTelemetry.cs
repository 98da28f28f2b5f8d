using System.Diagnostics;
using Gateway.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Telemetry;

/// <summary>What the gateway tells of itself: spans, metrics and logs, to wherever the <c>OTEL_*</c> variables say.</summary>
internal static class GatewayTelemetry
{
    private const string ServiceName = "atlas-gateway";

    /// <summary>Of the framework, which the SDK would not listen to by itself.</summary>
    private static readonly string[] Meters =
        [GatewayMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    /// <summary>The source of every span of ours.</summary>
    public static readonly ActivitySource Source = new("Atlas.Gateway");

    public static WebApplicationBuilder AddGatewayTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddMetrics();
        builder.Services.TryAddSingleton<GatewayMetrics>();
        builder.Services.AddConfigurationCheck(OtlpSettings.FaultsOf);
        if (OtlpSettings.Read(builder.Configuration) is { Any: true } otlp && !OtlpSettings.FaultsOf(builder.Configuration).Any()) Export(builder, otlp);
        return builder;
    }

    /// <summary>A step inside a request that is sampled; null, at the cost of a comparison, in any other.</summary>
    public static Activity? Stage(string name, ActivityKind kind = ActivityKind.Internal) =>
        Activity.Current is { IsAllDataRequested: true } ? Source.StartActivity(name, kind) : null;

    /// <summary>The step did not do what it was for. Only a word: the text of an exception may hold anything.</summary>
    public static void Failed(this Activity? span, string errorType) => span?.SetTag("error.type", errorType).SetStatus(ActivityStatusCode.Error);

    /// <summary>A signal that goes nowhere is not subscribed to, so its exporter has nothing to send.</summary>
    private static void Export(WebApplicationBuilder builder, OtlpSettings otlp)
    {
        builder.Services.AddOpenTelemetry()
            // The environment's own words last, because they win.
            .ConfigureResource(resource => resource
                .AddService(ServiceName, serviceVersion: typeof(GatewayTelemetry).Assembly.GetName().Version?.ToString(3))
                .AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource(otlp.Traces ? [Source.Name, "Microsoft.AspNetCore", "System.Net.Http"] : []))
            .WithMetrics(metrics => metrics.AddMeter(otlp.Metrics ? Meters : []))
            .WithLogging(_ => { }, logs => logs.IncludeFormattedMessage = true)
            .UseOtlpExporter();

        // What the framework says in detail quotes addresses, and so whatever a caller put into one: that stays on the console.
        var least = otlp.Logs ? LogLevel.Warning : LogLevel.None;
        foreach (var framework in new[] { "Microsoft", "System", "Yarp" }) builder.Logging.AddFilter<OpenTelemetryLoggerProvider>(framework, least);
        if (!otlp.Logs) builder.Logging.AddFilter<OpenTelemetryLoggerProvider>(null, LogLevel.None);
    }
}
