using Gateway.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Pricing;

/// <summary>Puts the price book among the services: <see cref="Prices"/> is what other parts ask for.</summary>
internal static class PricingSetup
{
    public static WebApplicationBuilder AddPricing(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new PriceFiles(AppContext.BaseDirectory, Directory.GetCurrentDirectory()));
        services.AddSingleton<PriceWatch>();
        services.AddSingleton(provider => provider.GetRequiredService<PriceWatch>().Prices);
        services.AddHostedService(provider => provider.GetRequiredService<PriceWatch>());
        services.AddSingleton(provider => new ConfigurationCheck(
            configuration => PriceWatch.FaultsOf(configuration, provider.GetRequiredService<PriceFiles>())));
        return builder;
    }
}
