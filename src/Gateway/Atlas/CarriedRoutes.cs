using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace Gateway.Atlas;

/// <summary>
/// Holds the <c>ReverseProxy</c> section to what may be carried: it can limit these routes or leave them out, but neither add another
/// one nor choose where it goes.
/// </summary>
internal sealed class CarriedRoutes(AtlasOptions options, CarriedAnswer answer) : IProxyConfigFilter, ITransformProvider
{
    /// <summary>Free of charge, so that nothing has to be priced.</summary>
    private static readonly string[] Paths = ["/api/v1/model/calculate", "/api/v1/model/uploadMedia"];

    /// <summary>The vendor's own spelling of a carried path's last segment.</summary>
    public static string OperationOf(string path) => Carried(path).Split('/')[^1];

    /// <summary>Whatever the section says of the cluster: the vendor, and no address beside it.</summary>
    public ValueTask<ClusterConfig> ConfigureClusterAsync(ClusterConfig cluster, CancellationToken cancel) => new(new ClusterConfig
    {
        ClusterId = cluster.ClusterId,
        Destinations = new Dictionary<string, DestinationConfig> { ["vendor"] = new() { Address = options.BaseUrl.AbsoluteUri } },
        HttpRequest = new ForwarderRequestConfig
        {
            ActivityTimeout = options.SyncTimeout,
            Version = AtlasForwarder.Version,
            VersionPolicy = AtlasForwarder.VersionPolicy,
        },
    });

    public ValueTask<RouteConfig> ConfigureRouteAsync(RouteConfig route, ClusterConfig? cluster, CancellationToken cancel) => new(route);

    public void ValidateRoute(TransformRouteValidationContext context)
    {
        var route = context.Route;
        if (!Paths.Contains(route.Match.Path, StringComparer.OrdinalIgnoreCase) || route.Match.Methods is not ["POST"] || route.Transforms is { Count: > 0 })
            context.Errors.Add(new ArgumentException(
                $"ReverseProxy:Routes:{route.RouteId}: only POST to {string.Join(" and ", Paths)} is carried, without transforms."));
    }

    public void ValidateCluster(TransformClusterValidationContext context) { }

    public void Apply(TransformBuilderContext context)
    {
        context.CopyRequestHeaders = false;
        context.CopyResponseHeaders = false;
        context.CopyResponseTrailers = false;
        context.UseDefaultForwarders = false;
        var address = options.Address(Carried(context.Route.Match.Path!));
        context.AddRequestTransform(request =>
        {
            VendorRequest.FromCaller(request.HttpContext.Request, request.ProxyRequest, address, request.HttpContext.Request.ContentLength);
            return default;
        });
        context.ResponseTransforms.Add(answer);
    }

    private static string Carried(string path) => Paths.First(carried => carried.Equals(path, StringComparison.OrdinalIgnoreCase));
}
