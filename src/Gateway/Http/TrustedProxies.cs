using Gateway.Configuration;
using Microsoft.AspNetCore.HttpOverrides;

namespace Gateway.Http;

/// <summary>Believes <c>X-Forwarded-For</c>, <c>-Proto</c> and <c>-Host</c> from the networks of <c>ForwardedHeaders:KnownNetworks</c>, and from nobody else.</summary>
internal static class TrustedProxies
{
    private const string Key = "ForwardedHeaders:KnownNetworks";

    public static void AddTrustedProxies(this WebApplicationBuilder builder)
    {
        var faults = new List<string>();
        var networks = new List<System.Net.IPNetwork>();
        foreach (var entry in builder.Configuration.GetSection(Key).GetChildren())
        {
            if (System.Net.IPNetwork.TryParse(entry.Value, out var network)) networks.Add(network);
            else faults.Add($"{entry.Path}: '{entry.Value}' is not a network such as 10.0.0.0/8.");
        }

        if (faults.Count > 0) throw new ConfigurationFaultException(faults);
        builder.Services.Configure<ForwardedHeadersOptions>(options =>
        {
            options.ForwardedHeaders = networks.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
            options.KnownIPNetworks.Clear();
            options.KnownProxies.Clear();
            foreach (var network in networks) options.KnownIPNetworks.Add(network);
        });
    }
}
