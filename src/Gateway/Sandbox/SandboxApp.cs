using System.Security.Cryptography;
using System.Text;
using Gateway.Atlas;
using Gateway.Ledger;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration.Memory;

namespace Gateway.Sandbox;

/// <summary>Puts the sandbox in the vendor's place: in Development, and only where no vendor key is configured at all.</summary>
internal static class SandboxApp
{
    public const string Team = "sandbox";
    public const string TeamKey = "sandbox-team-key";
    public const string Ledger = "Data Source=sandbox.db";
    public const string Model = "bytedance/seedance-2.0/text-to-video";

    public static bool IsWanted(IConfiguration configuration, IHostEnvironment environment) =>
        environment.IsDevelopment() && !AtlasKey.IsConfigured(configuration);

    /// <summary>Call it when all sources of configuration are there, before anything reads them.</summary>
    public static WebApplicationBuilder AddSandbox(this WebApplicationBuilder builder) => builder.AddSandbox(new SandboxOptions());

    public static WebApplicationBuilder AddSandbox(this WebApplicationBuilder builder, SandboxOptions options)
    {
        if (!IsWanted(builder.Configuration, builder.Environment)) return builder;
        // It must listen before the gateway reads where the vendor is. Nothing else runs yet, so there is nobody to block.
        var sandbox = SandboxVendor.StartAsync(options, TimeProvider.System).GetAwaiter().GetResult();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [AtlasOptions.BaseUrlKey] = sandbox.Url.GetLeftPart(UriPartial.Authority),
            [AtlasKey.ValueKey] = sandbox.Key,
            // Money of the sandbox is nobody's: an operator must not see it where the account's stands, nor be warned of it.
            [BalanceOptions.IntervalKey] = "00:00:00",
        });
        // Play money never stands in the books of real money: where no ledger was chosen, the sandbox has its own.
        if (builder.Configuration[LedgerRegistration.ConnectionKey] is LedgerRegistration.ShippedConnection)
            builder.Configuration.AddInMemoryCollection([new(LedgerRegistration.ConnectionKey, Ledger)]);
        // First in line, so that a team of the same name in any file wins.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = ReadyMadeTeam() });
        builder.Services.AddHostedService(services => new Doorkeeper(
            sandbox, services.GetRequiredService<IServer>(), services.GetRequiredService<IHostApplicationLifetime>()));
        return builder;
    }

    private static Dictionary<string, string?> ReadyMadeTeam() => new()
    {
        [$"Teams:{Team}:CostCenter"] = "SANDBOX",
        [$"Teams:{Team}:Keys:newcomer:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TeamKey))),
        [$"Teams:{Team}:Budgets:daily:Period"] = "Day",
        [$"Teams:{Team}:Budgets:daily:LimitUsd"] = "50",
    };

    /// <summary>Says what a newcomer needs once the gateway listens, and closes the sandbox behind it.</summary>
    private sealed class Doorkeeper(SandboxVendor sandbox, IServer server, IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            lifetime.ApplicationStarted.Register(() => Console.Out.WriteLine(SandboxBanner.Text(GatewayUrl(), sandbox.Url)));
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken) => await sandbox.DisposeAsync();

        private string GatewayUrl()
        {
            var address = server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "http://localhost:8080";
            return address.Replace("://[::]", "://localhost", StringComparison.Ordinal).Replace("://0.0.0.0", "://localhost", StringComparison.Ordinal)
                .Replace("://+", "://localhost", StringComparison.Ordinal).Replace("://*", "://localhost", StringComparison.Ordinal).TrimEnd('/');
        }
    }
}
