using Gateway.Configuration;
using Gateway.Http;
using Gateway.Telemetry;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Atlas;

/// <summary>Everything the gateway needs to speak to the vendor.</summary>
internal static class AtlasApp
{
    public static WebApplicationBuilder AddAtlas(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayMetrics>();
        services.AddSingleton(provider => AtlasOptions.ReadOrThrow(provider.GetRequiredService<IConfiguration>(), NeedsKey(provider)));
        services.AddSingleton(provider => new ConfigurationCheck(configuration => AtlasOptions.FaultsOf(configuration, NeedsKey(provider))));
        services.AddSingleton(provider => CircuitOptions.ReadOrThrow(provider.GetRequiredService<IConfiguration>()));
        services.AddConfigurationCheck(CircuitOptions.FaultsOf);
        services.AddSingleton(provider => BalanceOptions.ReadOrThrow(provider.GetRequiredService<IConfiguration>()));
        services.AddConfigurationCheck(BalanceOptions.FaultsOf);
        services.AddSingleton<VendorCircuits>();
        services.AddSingleton<BalanceWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<BalanceWatch>());
        services.AddSingleton<AtlasKey>();
        services.AddSingleton<AtlasChannel>();
        services.AddSingleton<IForwarderHttpClientFactory>(provider => provider.GetRequiredService<AtlasChannel>());
        services.AddSingleton<AtlasForwarder>();
        services.AddSingleton<AtlasClient>();
        services.AddSingleton<CarriedAnswer>();
        services.AddSingleton<CarriedRoutes>();
        services.AddSingleton<IProxyConfigFilter>(provider => provider.GetRequiredService<CarriedRoutes>());
        services.AddReverseProxy()
            .LoadFromConfig(builder.Configuration.GetSection("ReverseProxy"))
            .AddTransforms<CarriedRoutes>();
        return builder;
    }

    /// <summary>Maps what is only carried. Throws <see cref="ConfigurationFaultException"/> when the vendor's sections cannot be used.</summary>
    /// <param name="whoMayAsk">The refusal for whoever may not use the vendor; null lets the request through.</param>
    public static WebApplication MapAtlas(this WebApplication app, Func<HttpContext, ValueTask<Problem?>> whoMayAsk)
    {
        app.Services.GetRequiredService<AtlasOptions>();
        try
        {
            app.MapReverseProxy(carried => carried.Use(async (http, next) =>
            {
                if ((await whoMayAsk(http) ?? Refuse(http)) is { } refusal)
                {
                    await refusal.ExecuteAsync(http);
                    return;
                }
                // A carried request stays what it is: YARP would turn it into a GET.
                http.Features.Set<IHttpUpgradeFeature>(null);
                await CarriedCircuit.CarryAsync(http, next, app.Services.GetRequiredService<VendorCircuits>());
            }));
        }
        catch (InvalidOperationException e) when (e.InnerException is { } inner)
        {
            var faults = inner is AggregateException several ? several.Flatten().InnerExceptions : [inner];
            throw new ConfigurationFaultException([.. faults.Select(fault => Line(fault.Message))]);
        }
        return app;
    }

    private static bool NeedsKey(IServiceProvider provider) => provider.GetService<WithoutVendor>() is null;

    private static string Line(string fault) =>
        (fault.StartsWith("ReverseProxy:", StringComparison.Ordinal) ? fault : $"ReverseProxy: {fault}").ReplaceLineEndings(" ");

    private static Problem? Refuse(HttpContext http)
    {
        if (http.Request.Headers.ContentEncoding.Count > 0)
            return new Problem(415, "Encoded bodies are not taken", "Send the body without Content-Encoding.");
        var limit = http.GetReverseProxyFeature().Route.Config.MaxRequestBodySize;
        return limit >= 0 && http.Request.ContentLength > limit ? CarriedAnswer.TooLarge : null;
    }
}

/// <summary>Registered by commands that never call the vendor: nobody needs the company's secret to check its books.</summary>
internal sealed class WithoutVendor;
