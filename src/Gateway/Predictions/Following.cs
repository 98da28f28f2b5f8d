using Gateway.Http;
using Gateway.RateLimits;
using Gateway.Teams;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>Answers a poll: from memory where that is fresh enough, at the verdict where the caller waits, and to the prediction's own team only.</summary>
internal sealed class Following(Callers callers, TeamRates rates, StatusCache cache, StatusGate gate, Waiting waiting, Origin origin, GatewayMetrics metrics)
{
    private static readonly Problem NoSuchPrediction = new(404, "Not found", "There is no such prediction.");

    public async Task<IResult> FollowAsync(HttpContext http, string id)
    {
        // 1. Who is asking, and may they just now?
        var (caller, stranger) = await callers.TeamAsync(http, paying: false);
        if (caller is null) return stranger!;
        if (await rates.RefusePollAsync(http, caller.Team.Id, caller.Team.PollsPerMinute) is { } tooMany) return tooMany;

        // 2. Is it theirs? Another team's answers exactly like one that does not exist.
        if (!PredictionId.TryParse(id, out var prediction)) return NoSuchPrediction;
        var status = await cache.FindAsync(prediction, http.RequestAborted);
        if (status?.Team != caller.Team.Id) return NoSuchPrediction;

        // 3. Would they rather wait for the verdict than ask again? Where too many do, nobody more waits.
        var wait = waiting.Asked(http.Request);
        var awaited = wait is null || status.IsFinal ? null : await waiting.ForVerdictAsync(status, wait.Value, http.RequestAborted);
        if (awaited is null && !status.IsFinal) wait = null;

        // 4. What is known, if it is final or young enough; else ask the vendor, unless somebody does already.
        var known = awaited ?? status;
        status = awaited ?? (gate.IsFresh(known) ? known : await gate.AskAsync(known));
        metrics.LookedUp(
            status.IsTold ? StatusSource.Redis
            : awaited is not null || gate.IsFresh(known) ? StatusSource.Memory
            : ReferenceEquals(status, known) ? StatusSource.Stale : StatusSource.Vendor);

        // A prediction that was inferred to be theirs may have turned out to be another's while the vendor was asked.
        if (status.Team != caller.Team.Id) return NoSuchPrediction;
        return new StatusAnswer(status, origin) { Wait = wait };
    }
}
