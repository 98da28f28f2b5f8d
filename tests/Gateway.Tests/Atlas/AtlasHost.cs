using System.Collections.Concurrent;
using System.Text;
using Gateway.Atlas;
using Gateway.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Atlas;

/// <summary>A gateway with nothing but Atlas in it: <c>POST /submit/{operation}</c> submits, carried routes ask for <c>x-api-key: team</c>.</summary>
internal sealed class AtlasHost : IAsyncDisposable
{
    public const string Key = "apikey-secret/with+odd&chars==";

    private AtlasHost(WebApplication app) => App = app;

    public WebApplication App { get; }
    public ConcurrentQueue<VendorReply> Replies { get; } = new();
    public HttpClient Client { get; private set; } = null!;
    public AtlasClient Atlas => App.Services.GetRequiredService<AtlasClient>();

    public static async Task<AtlasHost> StartAsync(string vendorUrl, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production", ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Atlas:BaseUrl"] = vendorUrl, ["Atlas:ApiKey"] = Key, ["Atlas:Balance:Interval"] = "00:00:00" });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddAtlas();
        var logs = new StringBuilder();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddFilter(_ => true).AddProvider(new Recorder(logs));
        var app = builder.Build();
        var host = new AtlasHost(app);
        app.MapPost("/submit/{operation}", host.SubmitAsync);
        app.MapAtlas(http => new ValueTask<Problem?>(http.Request.Headers["x-api-key"] == "team" ? null : new Problem(401, "Who?", "Nobody.")));
        await app.StartAsync();
        host.Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        host._logs = logs;
        return host;
    }

    private StringBuilder _logs = new();

    public string Logs { get { lock (_logs) return _logs.ToString(); } }

    public async Task<VendorReply> NextReplyAsync()
    {
        await Eventually.IsTrue(() => !Replies.IsEmpty);
        Assert.True(Replies.TryDequeue(out var reply));
        return reply;
    }

    private async Task SubmitAsync(HttpContext http, string operation, AtlasForwarder forwarder)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        body.Position = 0;
        http.Response.Headers["Gateway-Charge-Id"] = "chg_1";
        var reply = await forwarder.SubmitAsync(http, operation, body, body.Length);
        Replies.Enqueue(reply);
        await http.Response.WriteAsync($"{reply.GetType().Name} aborted={http.RequestAborted.IsCancellationRequested}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
    }

    private sealed class Recorder(StringBuilder logs) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;
        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (logs) logs.AppendLine(formatter(state, exception)).AppendLine(exception?.ToString());
        }
        public void Dispose() { }
    }
}

/// <summary>Waits for what will happen soon, with a deadline instead of a guess.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task IsTrue(Func<bool> condition)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        while (!condition()) await Task.Delay(5, deadline.Token);
    }
}
