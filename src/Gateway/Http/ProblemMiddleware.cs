using System.Diagnostics;

namespace Gateway.Http;

/// <summary>Stands around everything: no text of an exception reaches a caller, and no refusal goes out without a body.</summary>
internal sealed partial class ProblemMiddleware(RequestDelegate next, Func<Exception, Problem?> refusalOf, ILogger<ProblemMiddleware> logger)
{
    public async Task InvokeAsync(HttpContext http)
    {
        http.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(http);
        }
        catch (Exception exception) when (!http.Response.HasStarted)
        {
            if (ProblemOf(exception, http) is { } problem) await problem.ExecuteAsync(http);
            return;
        }
        if (IsBareRefusal(http.Response)) await Problems.OfStatus(http.Response.StatusCode).ExecuteAsync(http);
    }

    /// <summary>Null when nobody is left to answer.</summary>
    private Problem? ProblemOf(Exception exception, HttpContext http)
    {
        if (exception is BadHttpRequestException bad) return Problems.OfStatus(bad.StatusCode);
        if (http.RequestAborted.IsCancellationRequested && exception is OperationCanceledException or IOException) return null;
        var problem = refusalOf(exception);
        var traceId = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier;
        var route = http.GetEndpoint()?.DisplayName ?? "no route";
        if (problem is null) Log.Failed(logger, exception, route, traceId);
        else Log.Unavailable(logger, exception, route, traceId);
        return problem ?? Problems.OfStatus(StatusCodes.Status500InternalServerError);
    }

    /// <summary>A refusal without a body; an answer of somebody else's is recognised by its headers and left alone.</summary>
    private static bool IsBareRefusal(HttpResponse response) =>
        response is { StatusCode: >= 400, HasStarted: false, ContentLength: null, ContentType: null };

    private static partial class Log
    {
        [LoggerMessage(1701, LogLevel.Error, "{Route} failed (trace {TraceId})")]
        public static partial void Failed(ILogger logger, Exception exception, string route, string traceId);

        [LoggerMessage(1702, LogLevel.Debug, "{Route} could not be served (trace {TraceId})")]
        public static partial void Unavailable(ILogger logger, Exception exception, string route, string traceId);
    }
}
