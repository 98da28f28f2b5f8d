using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Bench.Servers;

/// <summary>The floor: YARP with nothing but the key set, knowing no team, no money and no cache.</summary>
internal static class BareProxyRole
{
    public static Task RunAsync(int port, int vendorPort)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddHttpForwarder();
        var app = builder.Build();
        var forwarder = app.Services.GetRequiredService<IHttpForwarder>();
        var invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None, ActivityHeadersPropagator = null,
        });
        var vendor = $"http://127.0.0.1:{vendorPort}";
        app.Run(async http => await forwarder.SendAsync(http, vendor, invoker, ForwarderRequestConfig.Empty, KeySetter.Instance));
        return app.RunAsync();
    }

    private sealed class KeySetter : HttpTransformer
    {
        public static readonly KeySetter Instance = new();
        private static readonly AuthenticationHeaderValue Key = new("Bearer", "apikey-bench-not-a-secret");

        public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
            proxyRequest.Headers.Authorization = Key;
        }
    }
}
