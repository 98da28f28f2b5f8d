using System.Diagnostics;
using System.Globalization;

namespace Gateway.Telemetry;

/// <summary>
/// Completes the framework's bare span of a request that is sampled; the others pay one comparison. Paths and queries are left out, the
/// route stands for them: somebody who puts a key into an address must not find it in a trace.
/// </summary>
internal static class ServerSpans
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    /// <summary>Outermost, so that the status is the one that was sent.</summary>
    public static WebApplication UseServerSpans(this WebApplication app)
    {
        if (!OtlpSettings.Read(app.Configuration).Traces) return app;
        app.Use(next => http => Activity.Current is { IsAllDataRequested: true } span ? CompleteAsync(next, http, span) : next(http));
        return app;
    }

    private static async Task CompleteAsync(RequestDelegate next, HttpContext http, Activity span)
    {
        if (http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        {
            // A probe every few seconds tells nothing.
            (span.IsAllDataRequested, span.ActivityTraceFlags) = (false, span.ActivityTraceFlags & ~ActivityTraceFlags.Recorded);
            await next(http);
            return;
        }
        try
        {
            await next(http);
            Complete(http, span, http.Response.StatusCode >= StatusCodes.Status500InternalServerError ? Text(http.Response.StatusCode) : null);
        }
        catch (Exception fault)
        {
            Complete(http, span, fault.GetType().FullName);
            throw;
        }
    }

    private static void Complete(HttpContext http, Activity span, string? error)
    {
        // A fallback is no route: what it caught is not modelled here.
        var route = http.GetEndpoint() is RouteEndpoint { Order: < int.MaxValue } endpoint ? endpoint.RoutePattern.RawText : null;
        var method = MethodOf(http.Request.Method);
        var name = method ?? "HTTP";
        span.DisplayName = route is null ? name : $"{name} {route}";
        span.SetTag("http.request.method", method ?? "_OTHER");
        span.SetTag("http.response.status_code", http.Response.StatusCode);
        span.SetTag("network.protocol.version", http.Request.Protocol["HTTP/".Length..]);
        span.SetTag("url.scheme", http.Request.Scheme);
        if (route is not null) span.SetTag("http.route", route);
        if (error is null) return;
        span.SetTag("error.type", error);
        span.SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>A method is whatever the caller writes; what nobody knows is null.</summary>
    private static string? MethodOf(string method) => Array.Find(Methods, known => known.Equals(method, StringComparison.OrdinalIgnoreCase));

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
