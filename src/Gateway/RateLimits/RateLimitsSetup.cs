using Gateway.Configuration;
using Gateway.Storage;

namespace Gateway.RateLimits;

/// <summary>Counts requests in Redis where there is one, and in the process where there is none.</summary>
internal static class RateLimitsSetup
{
    public static WebApplicationBuilder AddRateLimits(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddConfigurationCheck(RateLimitsOptions.FaultsOf);
        services.AddSingleton(provider => RateLimitsOptions.Read(provider.GetRequiredService<IConfiguration>()));
        services.AddSingleton<IRateBuckets>(provider => provider.GetService<RedisGate>() is { } gate
            ? new RedisRateBuckets(gate, provider.GetRequiredService<RateLimitsOptions>(), provider.GetRequiredService<TimeProvider>())
            : new InMemoryRateBuckets(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<TeamRates>();
        return builder;
    }
}
