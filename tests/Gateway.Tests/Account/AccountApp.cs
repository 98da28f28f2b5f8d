using System.Text.Json;
using Gateway.Account;
using Gateway.Http;
using Gateway.Ledger;
using Gateway.Teams;
using Gateway.Telemetry;
using Gateway.Tests.Teams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Gateway.Tests.Account;

/// <summary>A real server on a free port that shows two teams' books, with a management port beside it.</summary>
public sealed class AccountApp : IAsyncLifetime
{
    private WebApplication _app = null!;

    internal FakeLedgerViews Ledger { get; } = new();
    internal HttpClient Client { get; } = new();
    internal Uri Main { get; private set; } = null!;
    internal Uri Management { get; private set; } = null!;
    internal HealthCheckResult LedgerHealth { get; set; } = HealthCheckResult.Healthy();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddConfiguration(Settings.Of($$"""
            {
              "Teams": {
                "studio": { "Keys": { "k": { "Sha256": "{{Settings.Sha256("studio")}}" } },
                            "Budgets": { "a-monthly": { "Period": "month", "LimitUsd": 500 }, "b-whole": { "Period": "Total", "LimitUsd": 1 } } },
                "rivals": { "Suspended": true, "Keys": { "k": { "Sha256": "{{Settings.Sha256("rivals")}}" } }, "Budgets": { "daily": { "Period": "Day", "LimitUsd": 50 } } },
                "zero": { "Unlimited": true }
              },
              "Operators": { "finance": { "Role": "Finance", "Keys": { "bi": { "Sha256": "{{Settings.Sha256("finance")}}" } } } },
              "Management": { "Port": 0 }, "urls": "http://127.0.0.1:0"
            }
            """));
        builder.WebHost.UseKestrel();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<ILedgerViews>(Ledger);
        builder.AddTeams().AddHealth().AddManagementPort();
        builder.Services.AddHealthChecks().AddCheck("ledger", () => LedgerHealth);
        _app = builder.Build();
        _app.UseProblems(exception => exception is LedgerUnavailableException
            ? new Problem(503, "Unavailable", "The ledger cannot be reached.") { RetryAfter = TimeSpan.FromSeconds(1) }
            : null);
        _app.UseManagementPort();
        _app.MapHealth();
        _app.MapAccount();
        _app.MapGet("/fault", string () => throw new InvalidOperationException("secret of the inside"));
        _app.MapPost("/read", async (Microsoft.AspNetCore.Http.HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            await reader.ReadToEndAsync();
        });
        _app.MapNotFound();
        await _app.StartAsync();
        var management = _app.Services.GetRequiredService<ManagementPort>();
        Main = new Uri(Assert.Single(management.CallerUrls));
        Management = new Uri($"http://127.0.0.1:{management.Number}");
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    internal Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key = null, Uri? at = null)
    {
        var request = new HttpRequestMessage(method, new Uri(at ?? Main, path));
        if (key is not null) request.Headers.Add("Authorization", "Bearer " + key);
        return Client.SendAsync(request);
    }

    internal async Task<(int Status, JsonElement Body)> GetAsync(string path, string? key = null, Uri? at = null)
    {
        using var response = await SendAsync(HttpMethod.Get, path, key, at);
        return ((int)response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }
}
