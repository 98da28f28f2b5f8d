using System.Globalization;

namespace Gateway.Http;

/// <summary>The fields by which callers learn of limits (draft-ietf-httpapi-ratelimit-headers-10). Money is not told here.</summary>
internal static class RateLimitFields
{
    private const string Policy = "RateLimit-Policy";
    private const string Limit = "RateLimit";

    /// <param name="name">The policy's: <c>team</c>.</param>
    /// <param name="inFlight">Most paid requests of the team that run at once; null where nothing is said of it.</param>
    public static void Tell(IHeaderDictionary headers, string name, in Allowance allowance, int? inFlight)
    {
        headers[Limit] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={allowance.Remaining};t={(long)Math.Ceiling(allowance.FullIn.TotalSeconds)}");
        var policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={allowance.Quota};w={(int)TokenBucket.Window.TotalSeconds}");
        headers[Policy] = inFlight is { } cap ? $"{policy}, {InFlight(cap)}" : policy;
    }

    public static void TellInFlight(IHeaderDictionary headers, int cap) => headers[Policy] = InFlight(cap);

    /// <summary>Empties the response of everything but these: a refusal tells them too.</summary>
    public static void ClearBut(HttpResponse response)
    {
        var (policy, limit) = (response.Headers[Policy], response.Headers[Limit]);
        response.Clear();
        if (policy.Count > 0) response.Headers[Policy] = policy;
        if (limit.Count > 0) response.Headers[Limit] = limit;
    }

    private static string InFlight(int cap) => string.Create(CultureInfo.InvariantCulture, $"\"in-flight\";q={cap};qu=\"concurrent-requests\"");
}
