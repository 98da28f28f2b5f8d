using System.Diagnostics;
using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Atlas;

/// <summary>The one handler chain to the vendor, for submits, carried routes and what the gateway asks itself; it ends in <see cref="AtlasKeyHandler"/>.</summary>
internal sealed class AtlasChannel(AtlasOptions options, AtlasKey key) : IForwarderHttpClientFactory, IDisposable
{
    /// <summary>Over HTTP/1.1; a request that waits longer than its timeout for one was never sent.</summary>
    private const int MaxConnections = 512;

    private readonly AtlasKeyHandler _handler = new(options, key)
    {
        InnerHandler = new SocketsHttpHandler
        {
            UseCookies = false,
            UseProxy = false,
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            // The vendor learns nothing of our traces. Null would say the same and make no spans either.
            ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
            ConnectTimeout = TimeSpan.FromSeconds(10),
            MaxConnectionsPerServer = MaxConnections,
            EnableMultipleHttp2Connections = true,
            KeepAlivePingDelay = TimeSpan.FromSeconds(30),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(45),
        },
    };

    /// <summary>Whoever disposes the invoker does not close the channel.</summary>
    public HttpMessageInvoker Invoker => new(_handler, disposeHandler: false);

    /// <summary>YARP's clusters get the same chain, whatever their section asks for.</summary>
    public HttpMessageInvoker CreateClient(ForwarderHttpClientContext context) => context.OldClient ?? Invoker;

    public void Dispose() => _handler.Dispose();
}
