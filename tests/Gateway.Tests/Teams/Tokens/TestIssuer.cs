using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Teams.Tokens;

/// <summary>A token issuer on a real socket, with the addresses of Entra ID below its own: it publishes discovery and keys, and has bad days.</summary>
internal sealed class TestIssuer : IAsyncDisposable
{
    /// <summary>As Entra ID, which names another host in tokens of version 1.</summary>
    public const string Version1 = "https://sts.issuer.invalid";
    private const string Discovery = "/.well-known/openid-configuration";
    private readonly WebApplication _app;
    private int _discoveries;

    private TestIssuer(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    /// <summary>Published now.</summary>
    public IReadOnlyList<TestKey> Keys { get; set; } = [];

    /// <summary>What Entra ID says with each key; null for nothing.</summary>
    public string? KeyIssuer { get; set; }

    public bool IsDown { get; set; }

    /// <summary>Nothing is answered before it is done.</summary>
    public Task Slowness { get; set; } = Task.CompletedTask;

    /// <summary>How often anybody asked for a discovery document.</summary>
    public int Discoveries => _discoveries;

    public static async Task<TestIssuer> StartAsync(params TestKey[] keys)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Issuer" });
        // Nothing of the gateway's own settings, which lie in the same folder.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new TestIssuer(app) { Keys = keys };
        app.Run(issuer.AnswerAsync);
        await app.StartAsync();
        return issuer;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value!;
        if (path.EndsWith(Discovery, StringComparison.Ordinal)) Interlocked.Increment(ref _discoveries);
        await Slowness.WaitAsync(http.RequestAborted);
        if (IsDown) http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        else await http.Response.WriteAsJsonAsync(path.EndsWith(Discovery, StringComparison.Ordinal) ? DiscoveryAt(path[..^Discovery.Length]) : KeySet());
    }

    private JsonObject DiscoveryAt(string place) => new()
    {
        ["issuer"] = place.Split('/') switch
        {
            [_, var tenant, "v2.0"] => $"{Address}/{Template(tenant)}/v2.0",
            [_, var tenant] => $"{Version1}/{Template(tenant)}/",
            _ => Address,
        },
        ["jwks_uri"] = $"{Address}{place}/keys",
    };

    private static string Template(string tenant) => tenant is "common" or "organizations" ? "{tenantid}" : tenant;

    private JsonObject KeySet() => new() { ["keys"] = new JsonArray([.. Keys.Select(key => key.Published(KeyIssuer))]) };
}
