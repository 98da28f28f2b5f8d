using Gateway.Http;
using Gateway.Telemetry;

namespace Gateway.Teams;

/// <summary>Answers «who is asking?» for a request, from the directory that is in force.</summary>
internal sealed class Callers(TeamDirectorySource directories, TimeProvider time)
{
    /// <summary>The answer to a request without a credential.</summary>
    public static Problem NoCredential { get; } = new(
        StatusCodes.Status401Unauthorized, "Unauthorized", "Send a team key as 'Authorization: Bearer <key>' or as 'x-api-key'.");

    /// <summary>One answer for unknown, expired and contradictory credentials: which of them it was helps nobody but a guesser.</summary>
    public static Problem BadCredential { get; } = new(StatusCodes.Status401Unauthorized, "Unauthorized", "The key is not known here, or no longer good.");

    private static readonly Problem NotATeam = new(
        StatusCodes.Status403Forbidden, "Forbidden", "This is an operator's key. Only a team's key can be used here.");

    private static readonly Problem TeamSuspended = new(
        StatusCodes.Status403Forbidden, "Suspended", "The team is suspended: nothing new is accepted until an operator lifts it.");

    private static readonly Problem CompanySuspended = new(
        StatusCodes.Status403Forbidden, "Suspended", "The gateway is suspended for every team: nothing new is accepted until an operator lifts it.");

    private static readonly Identity Nobody = new Identity.Nobody();
    private static readonly Identity Refused = new Identity.Refused(BadCredential);

    /// <summary>Everything known about teams at this moment; take it once per request.</summary>
    public TeamDirectory Directory => directories.Current;

    public Company Company => Directory.Company;

    /// <summary>Reads <c>Authorization: Bearer</c> or <c>x-api-key</c>. A task, because tokens of an issuer will need one.</summary>
    public ValueTask<Identity> IdentifyAsync(HttpContext http) => ValueTask.FromResult(Identify(http.Request.Headers));

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

    private Identity Identify(IHeaderDictionary headers)
    {
        if (!SentToken.TryRead(headers, out var token)) return Refused;
        if (token.IsEmpty) return Nobody;
        if (Directory.Find(KeyHash.OfToken(token)) is not { } credential) return Refused;
        return credential.ExpiresAt <= time.GetUtcNow() ? Refused : credential.Identity;
    }
}
