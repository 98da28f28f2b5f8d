using Gateway.Http;
using Gateway.Teams.Tokens;
using Gateway.Telemetry;

namespace Gateway.Teams;

/// <summary>Answers «who is asking?» for a request, from the directory that is in force.</summary>
internal sealed class Callers(TeamDirectorySource directories, TokenDeskSource desks, FailedAuthentications failures, TimeProvider time)
{
    /// <summary>The answer to a request without a credential.</summary>
    public static Problem NoCredential { get; } = new(
        StatusCodes.Status401Unauthorized, "Unauthorized", "Send a team key or a token as 'Authorization: Bearer <key>' or as 'x-api-key'.");

    /// <summary>One answer for unknown, expired and contradictory credentials: which of them it was helps nobody but a guesser.</summary>
    public static Problem BadCredential { get; } = new(StatusCodes.Status401Unauthorized, "Unauthorized", "The key is not known here, or no longer good.");

    private static readonly Problem NotATeam = new(
        StatusCodes.Status403Forbidden, "Forbidden", "This is an operator's credential. Only a team's can be used here.");

    private static readonly Problem TeamSuspended = new(
        StatusCodes.Status403Forbidden, "Suspended", "The team is suspended: nothing new is accepted until an operator lifts it.");

    private static readonly Problem CompanySuspended = new(
        StatusCodes.Status403Forbidden, "Suspended", "The gateway is suspended for every team: nothing new is accepted until an operator lifts it.");

    private static readonly Identity Nobody = new Identity.Nobody();
    private static readonly Identity Refused = new Identity.Refused(BadCredential);

    /// <summary>Everything known about teams at this moment; take it once per request.</summary>
    public TeamDirectory Directory => directories.Current;

    public Company Company => Directory.Company;

    /// <summary>Reads <c>Authorization: Bearer</c> or <c>x-api-key</c>. Waits only for the keys of a token's issuer, and only when they are not known.</summary>
    public ValueTask<Identity> IdentifyAsync(HttpContext http)
    {
        var read = ReadAsync(http);
        return read.IsCompletedSuccessfully ? ValueTask.FromResult(Counted(http, read.Result)) : LaterAsync(http, read);
    }

    /// <summary>The team that asks, or the refusal to answer with: 401 for nobody and bad credentials, 403 for operators and the suspended.</summary>
    /// <param name="paying">
    /// False for what only reads, polls of what was paid included: a suspended team must still be able to fetch what it bought.
    /// </param>
    public async ValueTask<(Identity.OfTeam? Team, Problem? Refusal)> TeamAsync(HttpContext http, bool paying = true)
    {
        using var span = GatewayTelemetry.Stage("identify");
        return await IdentifyAsync(http) switch
        {
            Identity.OfTeam team when !paying => (team, null),
            Identity.OfTeam when Company.Suspended => (null, CompanySuspended),
            Identity.OfTeam { Team.Suspended: true } => (null, TeamSuspended),
            Identity.OfTeam team => (team, null),
            Identity.OfOperator => (null, NotATeam),
            Identity.Refused refused => (null, refused.Problem),
            _ => (null, NoCredential),
        };
    }

    private ValueTask<Identity> ReadAsync(HttpContext http)
    {
        if (!SentToken.TryRead(http.Request.Headers, out var sent)) return ValueTask.FromResult(Refused);
        if (sent.IsEmpty) return ValueTask.FromResult(Nobody);

        // Any text may be a key, one that looks like a token too; so keys come first.
        var (hash, directory, desk) = (KeyHash.OfToken(sent), Directory, desks.Current);
        if (directory.Find(hash) is { } credential)
            return ValueTask.FromResult(credential.ExpiresAt <= time.GetUtcNow() ? Refused : credential.Identity);
        if (!TokenShape.Fits(sent)) return ValueTask.FromResult(Refused);
        if (desk.Recall(hash) is { } caller) return ValueTask.FromResult(ClientOf(caller, directory));
        return JudgeAsync(sent.ToString(), hash, desk, http.RequestAborted);
    }

    private async ValueTask<Identity> LaterAsync(HttpContext http, ValueTask<Identity> read) => Counted(http, await read);

    /// <summary>Only what was sent and is not good counts: a request without a credential tries nothing.</summary>
    private Identity Counted(HttpContext http, Identity identity) =>
        identity is Identity.Refused { Problem.Status: StatusCodes.Status401Unauthorized } && failures.Count(http) is { } tooMany
            ? new Identity.Refused(tooMany)
            : identity;

    private async ValueTask<Identity> JudgeAsync(string token, KeyHash hash, TokenDesk desk, CancellationToken cancellationToken)
    {
        var verdict = await desk.JudgeAsync(token, hash, cancellationToken);
        return verdict.Refusal is { } problem ? new Identity.Refused(problem) : ClientOf(verdict.Caller, Directory);
    }

    /// <summary>A good token is not enough: somebody must have said whose the client is. Its own id is no secret to it.</summary>
    private static Identity ClientOf(CallerId caller, TeamDirectory directory) =>
        directory.Clients.TryGetValue(caller, out var identity) ? identity : new Identity.Refused(new Problem(
            StatusCodes.Status403Forbidden, "Forbidden", $"The token is good, but '{caller}' stands under the Clients of no team and no operator here.")
            .With("client", caller.Name));
}
