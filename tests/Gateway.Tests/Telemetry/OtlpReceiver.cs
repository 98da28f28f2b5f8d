using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Telemetry;

/// <summary>Takes OTLP over HTTP on loopback, and keeps all of it, decoded and as it came.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication app;
    private readonly ConcurrentQueue<(string Path, byte[] Body)> payloads = new();

    private OtlpReceiver(WebApplication app) => this.app = app;

    public Uri Address => new(app.Urls.First());

    public IReadOnlyList<ReceivedSpan> Spans =>
        [.. Scopes("/v1/traces").SelectMany(scope => scope.Messages(2).Select(span => ReceivedSpan.Read(NameOf(scope), span)))];

    public IReadOnlyList<ReceivedPoint> Points => [.. Scopes("/v1/metrics").SelectMany(scope => scope.Messages(2)).SelectMany(ReceivedPoint.Read)];

    public IReadOnlyList<ReceivedLog> Logs => [.. Scopes("/v1/logs").SelectMany(scope => scope.Messages(2).Select(log => ReceivedLog.Read(NameOf(scope), log)))];

    /// <summary>What the sender says of itself.</summary>
    public IReadOnlyDictionary<string, object> Resource => Read("/v1/traces").SelectMany(request => request.Messages(1, 1)).First().Attributes(1);

    /// <summary>Every byte that came, for what must not be among them.</summary>
    public IReadOnlyList<string> Everything => [.. payloads.Select(payload => Encoding.UTF8.GetString(payload.Body))];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Receiver" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until it has come.</summary>
    public async Task<T> UntilAsync<T>(Func<OtlpReceiver, T?> found, string what) where T : class
    {
        var started = TimeProvider.System.GetTimestamp();
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System))
        {
            if (found(this) is { } it) return it;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Never came: {what}. Spans: {string.Join(", ", Spans.Select(span => span.Name))}");
        }
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        payloads.Enqueue((http.Request.Path, body.ToArray()));
        http.Response.ContentType = "application/x-protobuf";
    }

    private IEnumerable<WireReader> Read(string path) => payloads.Where(payload => payload.Path == path).Select(payload => new WireReader(payload.Body));

    private IEnumerable<WireReader> Scopes(string path) => Read(path).SelectMany(request => request.Messages(1, 2));

    private static string NameOf(WireReader scope) => scope.Messages(1).FirstOrDefault()?.Text(1) ?? "";
}
