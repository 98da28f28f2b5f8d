using Gateway.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace Gateway.Http;

/// <summary>Believes <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> from the networks of <c>ForwardedHeaders:KnownNetworks</c>, and from nobody else.</summary>
internal static class TrustedProxies
{
    private const string Key = "ForwardedHeaders:KnownNetworks";

    public static void AddTrustedProxies(this WebApplicationBuilder builder)
    {
        builder.Services.AddConfigurationCheck(FaultsOf);
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var entry in Entries(configuration))
                if (System.Net.IPNetwork.TryParse(entry.Value, out var network)) options.KnownIPNetworks.Add(network);
            options.ForwardedHeaders = options.KnownIPNetworks.Count == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        });
    }

    private static IEnumerable<string> FaultsOf(IConfiguration configuration) => Entries(configuration)
        .Where(entry => !System.Net.IPNetwork.TryParse(entry.Value, out _))
        .Select(entry => $"{entry.Path}: '{entry.Value}' is not a network such as 10.0.0.0/8.");

    private static IEnumerable<IConfigurationSection> Entries(IConfiguration configuration) => configuration.GetSection(Key).GetChildren();
}
