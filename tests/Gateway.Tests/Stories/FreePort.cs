using System.Net;
using System.Net.Sockets;

namespace Gateway.Tests.Stories;

/// <summary>A port on which nobody listens, as far as one can know.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
