namespace Gateway.Ledger;

/// <summary>What looks after the ledger while it serves.</summary>
internal static class Upkeep
{
    public static IServiceCollection AddUpkeep(this IServiceCollection services)
    {
        services.AddSingleton(provider => LedgerOptions.Read(provider.GetRequiredService<IConfiguration>(), []));
        services.AddSingleton<LedgerClock>();
        services.AddHostedService<Retention>();
        services.AddHostedService<ClockWatch>();
        return services;
    }
}
