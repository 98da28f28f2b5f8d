using Gateway.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Stories;

/// <summary>Lives in front of several gateways at once, which share a real PostgreSQL, a real Redis and a vendor. By the real clock, as Redis's is.</summary>
public abstract class ReplicaStory : Story
{
    private readonly List<RedisServer> servers = [];
    private readonly List<string> databases = [];
    private GatewayFixture? first;

    private protected RedisServer Redis => servers[^1];

    /// <summary>A machine on which many tests run is given more time to answer.</summary>
    private protected virtual TimeSpan Patience => TimeSpan.FromSeconds(2);

    private protected async Task<GatewayFixture[]> StartReplicasAsync(int count, Action<GatewaySettings>? configure = null)
    {
        servers.Add(await RedisServer.StartAsync(asProcess: true));
        databases.Add(await (await Servers.Servers.PostgresAsync()).CreateDatabaseAsync());
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
            settings.RealTime().Set("ConnectionStrings:Redis", Redis.Connection).Set("ConnectionStrings:Ledger", databases[^1]);
            settings.Services = services => services.AddSingleton(provider => new RedisGate(
                provider.GetRequiredService<RedisConnection>(), TimeProvider.System, provider.GetRequiredService<ILogger<RedisGate>>(), Patience));
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
            foreach (var database in databases) await (await Servers.Servers.PostgresAsync()).DropDatabaseAsync(database);
        }
        GC.SuppressFinalize(this);
    }
}
