using Gateway.Configuration;

namespace Gateway.Storage;

/// <summary>Connects to Redis where one is configured.</summary>
internal static class RedisSetup
{
    public static WebApplicationBuilder AddRedis(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddConfigurationCheck(RedisSettings.FaultsOf);
        if (RedisSettings.Read(builder.Configuration) is not { } settings) return builder;
        services.AddSingleton(settings);
        services.AddSingleton<RedisConnection>();
        services.AddSingleton(provider => new RedisGate(
            provider.GetRequiredService<RedisConnection>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RedisGate>>()));
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnection>());
        return builder;
    }
}
