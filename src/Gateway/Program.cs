using Gateway.Account;
using Gateway.Atlas;
using Gateway.Cli;
using Gateway.Configuration;
using Gateway.Http;
using Gateway.Ledger;
using Gateway.Models;
using Gateway.Predictions;
using Gateway.Pricing;
using Gateway.RateLimits;
using Gateway.Sandbox;
using Gateway.Storage;
using Gateway.Teams;
using Gateway.Telemetry;

namespace Gateway;

/// <summary>The gateway's table of contents.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => GatewayCommand.RunAsync(args, Build);

    /// <param name="customise">Tests put their own clock here, and commands their own logging.</param>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = ConfigurationSetup.CreateBuilder(args);
        builder.AddGatewayLogging();
        builder.AddGatewayTelemetry();
        builder.AddHealth();
        builder.AddManagementPort();
        builder.AddTrustedProxies();
        builder.AddSandbox();
        builder.AddRedis();
        builder.AddTeams();
        builder.AddRateLimits();
        builder.AddPricing();
        builder.AddLedger();
        builder.AddAtlas();
        builder.AddPredictions();
        builder.AddModels();
        customise?.Invoke(builder);

        var app = builder.Build();
        app.Services.CheckConfiguration();
        app.UseServerSpans();
        app.UseProblems(fault => fault is LedgerUnavailableException ? Refusals.LedgerAway : null);
        app.UseManagementPort();
        app.UseForwardedHeaders();
        app.MapHealth();
        app.MapPredictions();
        app.MapModels();
        app.MapAccount();
        app.MapAtlas(async http => (await http.RequestServices.GetRequiredService<Callers>().TeamAsync(http)).Refusal);
        app.MapNotFound();
        return app;
    }
}
