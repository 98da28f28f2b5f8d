using Gateway.Http;

namespace Gateway.Predictions;

/// <summary>How a prediction stands, as one caller sees it; 304 for a caller who has seen just this. The verdict is in the body, never in the status code.</summary>
internal sealed class StatusAnswer(PredictionStatus status, Origin origin) : IResult
{
    /// <summary>How long the caller was let wait at most; null where nobody asked for it, or too many did.</summary>
    public TimeSpan? Wait { get; init; }

    public Task ExecuteAsync(HttpContext http)
    {
        var response = http.Response;
        var address = origin.Of(http.Request);
        var tag = status.Body.TagFor(address);
        response.Headers.ETag = tag;
        response.Headers.CacheControl = status.IsFinal ? "private" : "no-store";
        response.Headers.Vary = PreferHeader.Name;
        if (Wait is { } wait) response.Headers[PreferHeader.Applied] = PreferHeader.AppliedWait(wait);
        if (!IfNoneMatch.Names(http.Request.Headers.IfNoneMatch, tag)) return PredictionAnswer.WriteAsync(response, status.Body, address);
        response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }
}
