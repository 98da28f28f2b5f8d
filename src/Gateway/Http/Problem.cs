using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Gateway.Http;

/// <summary>
/// A refusal in the form of RFC 9457, with the members the vendor's clients read (<c>code</c>, <c>msg</c>).
/// Refusals are values: an endpoint returns one where it would return an answer.
/// </summary>
internal sealed record Problem(int Status, string Title, string Detail) : IResult
{
    /// <summary>The registered type of a refusal by a budget or a cap.</summary>
    public const string QuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private static readonly HashSet<string> Standard = ["type", "title", "status", "detail", "instance", "traceId", "code", "msg"];

    public string Type { get; init; } = "about:blank";

    /// <summary>The vendor's own refusals go out as plain JSON, because the vendor's clients read nothing else.</summary>
    public string ContentType { get; init; } = "application/problem+json";

    /// <summary>When asking again makes sense; sent in whole seconds, rounded up, at least 1.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Further members, in order. Values are what System.Text.Json can write.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> Members { get; init; } = [];

    /// <summary>Throws where the name is one that every problem has: a member of ours must not change what RFC 9457 says it means.</summary>
    public Problem With(string name, object? value) => Standard.Contains(name)
        ? throw new ArgumentException($"Every problem has a '{name}' of its own.", nameof(name))
        : this with { Members = [.. Members, new(name, value)] };

    public static Problem NotFound { get; } = new(404, "Not found", "There is nothing here. The routes that exist are listed in the README.");

    public async Task ExecuteAsync(HttpContext http)
    {
        var response = http.Response;
        if (response.HasStarted) return;
        RateLimitFields.ClearBut(response);
        response.StatusCode = Status;
        response.ContentType = ContentType;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        var body = ToUtf8Json(http);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, CancellationToken.None);
    }

    private ReadOnlyMemory<byte> ToUtf8Json(HttpContext http)
    {
        var document = new Dictionary<string, object?>
        {
            ["type"] = Type,
            ["title"] = Title,
            ["status"] = Status,
            ["detail"] = Detail,
            ["instance"] = http.Request.Path.Value,
            ["traceId"] = Activity.Current?.TraceId.ToString() ?? http.TraceIdentifier,
            ["code"] = Status,
            ["msg"] = Detail,
        };
        foreach (var (name, value) in Members) document[name] = value;
        return JsonSerializer.SerializeToUtf8Bytes(document, JsonSerializerOptions.Web);
    }
}
