using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gateway.Telemetry;

/// <summary>Whether the process lives, and whether it can take requests now. Checks are registered by the folders whose state they judge.</summary>
internal static class Health
{
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static WebApplicationBuilder AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHealthChecks();
        return builder;
    }

    /// <summary><c>/health/live</c> asks nobody; <c>/health/ready</c> asks every registered check.</summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        Map(app, "/health/live", _ => false);
        Map(app, "/health/ready", _ => true);
    }

    private static void Map(IEndpointRouteBuilder app, string path, Func<HealthCheckRegistration, bool> asks) =>
        app.MapHealthChecks(path, new HealthCheckOptions { Predicate = asks, ResponseWriter = WriteAsync }).WithMetadata(new HttpMethodMetadata(Methods));

    /// <summary>Names what fails, and not why: that is in the log.</summary>
    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        var failing = report.Entries.Where(check => check.Value.Status != HealthStatus.Healthy).Select(check => check.Key).ToArray();
        return failing.Length == 0
            ? http.Response.WriteAsJsonAsync(new { status = report.Status.ToString() })
            : http.Response.WriteAsJsonAsync(new { status = report.Status.ToString(), failing });
    }
}
