using System.Globalization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Gateway.Telemetry;

/// <summary>
/// A second port on which only health answers, so that probes need no way in for callers. A connection is told by the local port it
/// arrived at: a Host header is whatever the caller writes.
/// </summary>
internal sealed class ManagementPort(IConfiguration configuration, IServer server)
{
    public const int Default = 9090;
    private const string Key = "Management:Port";

    /// <summary>0 until the system has chosen one.</summary>
    private int _number = TryRead(configuration, out var port) ? port : throw new InvalidOperationException(Faults(configuration).First());

    /// <summary>The number in use; null before the server listens, where the system chooses it.</summary>
    public int? Number
    {
        get
        {
            if (_number == 0 && Addresses?.LastOrDefault() is { } last) _number = BindingAddress.Parse(last).Port;
            return _number == 0 ? null : _number;
        }
    }

    /// <summary>What callers use: everything the server listens on but this port.</summary>
    public IReadOnlyList<string> CallerUrls => [.. (Addresses ?? []).Where(url => BindingAddress.Parse(url).Port != Number)];

    private ICollection<string>? Addresses => server.Features.Get<IServerAddressesFeature>()?.Addresses;

    /// <summary>Adds its address after those that are configured, or were added by hand.</summary>
    public void Listen()
    {
        if (Addresses is not { } addresses) return;
        if (addresses.Count == 0)
            foreach (var url in ListenUrls.Of(configuration)) addresses.Add(url);
        addresses.Add(ListenUrls.Beside(addresses.First(), _number));
    }

    public static IEnumerable<string> Faults(IConfiguration configuration)
    {
        if (!TryRead(configuration, out var port)) yield return $"{Key}: '{configuration[Key]}' is not a port number from 0 to 65535";
        if (port != 0 && ListenUrls.Of(configuration).Any(url => ListenUrls.PortOf(url) == port)) yield return $"{Key}: {port} is also the port of a caller's url";
        if (configuration.GetSection("Kestrel:Endpoints").GetChildren().Any())
            yield return "Kestrel:Endpoints: would replace the management port; use urls, and Kestrel:Certificates for https";
        foreach (var url in ListenUrls.Of(configuration))
            if (ListenUrls.PortOf(url) is null) yield return $"urls: '{url}' is not an address to listen on";
    }

    private static bool TryRead(IConfiguration configuration, out int port)
    {
        port = Default;
        return string.IsNullOrWhiteSpace(configuration[Key])
            || (int.TryParse(configuration[Key], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue);
    }
}
