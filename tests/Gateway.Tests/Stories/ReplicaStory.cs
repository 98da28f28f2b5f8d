using Gateway.Ledger;
using Gateway.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Stories;

/// <summary>Lives in front of several gateways at once, which share a ledger, a vendor and a real Redis. By the real clock, as Redis's is.</summary>
public abstract class ReplicaStory : Story
{
    private readonly List<RedisServer> servers = [];
    private GatewayFixture? first;

    private protected RedisServer Redis => servers[^1];

    private protected async Task<GatewayFixture[]> StartReplicasAsync(int count, Action<GatewaySettings>? configure = null)
    {
        servers.Add(await RedisServer.StartAsync(asProcess: true));
        first = null;
        var replicas = new GatewayFixture[count];
        for (var i = 0; i < count; i++) replicas[i] = await StartReplicaAsync(configure);
        foreach (var replica in replicas) await UntilRedisIsHeardAsync(replica);
        return replicas;
    }

    /// <summary>One more, which remembers nothing.</summary>
    private protected async Task<GatewayFixture> StartReplicaAsync(Action<GatewaySettings>? configure = null)
    {
        var replica = await StartAsync(settings =>
        {
            settings.RealTime().Set("ConnectionStrings:Redis", Redis.Connection);
            settings.Services = services => JoinFirst(services);
            configure?.Invoke(settings);
            if (first is not null) settings.Set("Atlas:BaseUrl", first.Vendor.BaseUrl.GetLeftPart(UriPartial.Authority));
        });
        first ??= replica;
        return replica;
    }

    private protected static Task UntilRedisIsHeardAsync(GatewayFixture replica) => Shell.UntilAsync(
        async () => (await replica.App.Services.GetRequiredService<RedisGate>().AskAsync(database => database.PingAsync())).IsHeard,
        () => "Redis is not heard.");

    public override async ValueTask DisposeAsync()
    {
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            foreach (var server in servers) await server.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>One ledger and one prefix for all; a machine on which many tests run is given more time to answer.</summary>
    private void JoinFirst(IServiceCollection services)
    {
        services.AddSingleton(provider => new RedisGate(
            provider.GetRequiredService<RedisConnection>(), TimeProvider.System, provider.GetRequiredService<Microsoft.Extensions.Logging.ILogger<RedisGate>>(), Patience));
        if (first is null) return;
        services.AddSingleton(first.App.Services.GetRequiredService<RedisSettings>());
        services.AddSingleton(first.App.Services.GetRequiredService<ILedger>());
        services.AddSingleton(first.App.Services.GetRequiredService<ILedgerViews>());
    }

    private protected virtual TimeSpan Patience => TimeSpan.FromSeconds(2);
}
