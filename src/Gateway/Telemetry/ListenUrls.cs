using System.Net;

namespace Gateway.Telemetry;

/// <summary>The addresses callers use, as configured by <c>urls</c> (<c>--urls</c>, <c>ASPNETCORE_URLS</c>).</summary>
internal static class ListenUrls
{
    public const string Default = "http://localhost:8080";

    /// <summary>Container images name ports only (<c>ASPNETCORE_HTTP_PORTS</c>); urls win over them.</summary>
    public static IReadOnlyList<string> Of(IConfiguration configuration)
    {
        var urls = Split(configuration["urls"]);
        if (urls.Length > 0) return urls;
        var ports = Split(configuration["http_ports"]);
        return ports.Length > 0 ? [.. ports.Select(port => $"http://*:{port}")] : [Default];
    }

    /// <summary>Null when it is no address.</summary>
    public static int? PortOf(string url)
    {
        try
        {
            return BindingAddress.Parse(url).Port;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>The same host on another port. The server cannot choose one port for both addresses of <c>localhost</c>.</summary>
    public static string Beside(string url, int port)
    {
        var address = BindingAddress.Parse(url);
        var host = address.IsUnixPipe || address.IsNamedPipe ? "localhost" : address.Host;
        if (port == 0 && host.Equals("localhost", StringComparison.OrdinalIgnoreCase)) host = IPAddress.Loopback.ToString();
        return $"http://{host}:{port}";
    }

    private static string[] Split(string? list) => (list ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
