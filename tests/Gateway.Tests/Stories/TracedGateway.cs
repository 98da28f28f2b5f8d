using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Tests.Telemetry;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The real binary with its telemetry turned on as an operator would, a vendor stand-in, and a receiver of what it tells.</summary>
public sealed class TracedGateway : IAsyncLifetime
{
    internal VendorStandIn Vendor { get; private set; } = null!;
    internal OtlpReceiver Otlp { get; private set; } = null!;
    internal GatewayProcess Gateway { get; private set; } = null!;

    public ValueTask InitializeAsync() => StartAsync("00:10:00");

    /// <param name="followInterval">How often the worker looks by itself.</param>
    internal async ValueTask StartAsync(string followInterval)
    {
        Vendor = await VendorStandIn.StartAsync();
        Otlp = await OtlpReceiver.StartAsync();
        var settings = new GatewaySettings().RealTime().Set("Predictions:FollowInterval", followInterval).Set("Ledger:BusyTimeout", "00:00:00.2")
            .Team("poor").Budget("poor", "daily", "Day", 1.3m);
        Gateway = new GatewayProcess(Vendor, settings);
        foreach (var (key, value) in Variables(Otlp)) Gateway.Environment[key] = value;
        await Gateway.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        await Vendor.DisposeAsync();
        await Otlp.DisposeAsync();
    }

    /// <summary>A caller that traces its own work.</summary>
    internal async Task<(Answer Answer, string TraceId)> SendAsync(
        HttpMethod method, string target, string? body = null, string team = "studio", Action<HttpRequestHeaders>? headers = null, bool sampled = true)
    {
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(method, target);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + GatewaySettings.TokenOf(team));
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-{(sampled ? "01" : "00")}");
        headers?.Invoke(request.Headers);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Gateway.Client.SendAsync(request);
        return (await Answer.ReadAsync(response, CancellationToken.None), trace.ToHexString());
    }

    internal Task<(Answer Answer, string TraceId)> SubmitAsync(string? prompt = null, string team = "studio", string query = "") =>
        SendAsync(HttpMethod.Post, $"/api/v1/model/generateVideo{query}", (prompt is null ? Bodies.Video() : Bodies.Video(prompt)).ToJsonString(), team);

    /// <summary>All spans of a request's trace: the server's span is exported last, because it ends last.</summary>
    internal async Task<IReadOnlyList<ReceivedSpan>> TraceAsync(string traceId)
    {
        await Otlp.UntilAsync(otlp => otlp.Spans.FirstOrDefault(span => span.TraceId == traceId && span.Sort == SpanSort.Server), $"the server span of {traceId}");
        return [.. Otlp.Spans.Where(span => span.TraceId == traceId)];
    }

    internal static Dictionary<string, string> Variables(OtlpReceiver otlp) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = otlp.Address.GetLeftPart(UriPartial.Authority),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_RESOURCE_ATTRIBUTES"] = "deployment.environment.name=story",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "50", ["OTEL_BLRP_SCHEDULE_DELAY"] = "50", ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
    };
}
