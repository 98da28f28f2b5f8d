using Gateway.Http;

namespace Gateway.RateLimits;

/// <summary>
/// Answers «may they ask just now?», and tells callers what is left. To be asked once the team is known: a bad key takes nothing from
/// anybody. A team without a limit costs nothing here.
/// </summary>
internal sealed class TeamRates(IRateBuckets buckets)
{
    /// <summary>Null where the submit may go on.</summary>
    /// <param name="perMinute">Null for no limit.</param>
    /// <param name="maxInFlight">Only told: the ledger counts what is in flight.</param>
    public ValueTask<Problem?> RefuseSubmitAsync(HttpContext http, TeamId team, int? perMinute, int? maxInFlight)
    {
        if (perMinute is { } quota) return TakeAsync(http, new BucketId(RateKind.Submits, team), quota, maxInFlight);
        if (maxInFlight is { } cap) RateLimitFields.TellInFlight(http.Response.Headers, cap);
        return default;
    }

    /// <summary>Null where the poll may go on.</summary>
    /// <param name="perMinute">Null for no limit.</param>
    public ValueTask<Problem?> RefusePollAsync(HttpContext http, TeamId team, int? perMinute) =>
        perMinute is { } quota ? TakeAsync(http, new BucketId(RateKind.Polls, team), quota, null) : default;

    private async ValueTask<Problem?> TakeAsync(HttpContext http, BucketId bucket, int quota, int? maxInFlight)
    {
        var allowance = await buckets.TakeAsync(bucket, quota);
        RateLimitFields.Tell(http.Response.Headers, bucket.Kind == RateKind.Submits ? "team" : "polls", allowance, maxInFlight);
        return allowance.IsAllowed ? null : new Problem(StatusCodes.Status429TooManyRequests, "Too many requests", WordsFor(bucket.Kind, quota))
            { Type = Problem.QuotaExceeded, RetryAfter = allowance.RetryAfter }.With("team", bucket.Team.Name).With("perMinute", quota);
    }

    private static string WordsFor(RateKind kind, int quota) => kind == RateKind.Submits
        ? $"Your team may send {quota} submits a minute. Nothing was held or sent."
        : $"Your team may send {quota} polls a minute. The job goes on all the same.";
}
