using Gateway.Http;

namespace Gateway.Teams.Tokens;

/// <summary>What became of a token: the caller it stands for, or the refusal.</summary>
/// <param name="GoodUntil">When the token must be judged anew.</param>
internal sealed record TokenVerdict(CallerId Caller, DateTimeOffset GoodUntil, Problem? Refusal)
{
    public static TokenVerdict Refused(Problem problem) => new(default, default, problem);

    /// <summary>One answer for all that can be wrong with it; its owner has the token and can look.</summary>
    public static TokenVerdict Bad { get; } = Refused(new Problem(
        StatusCodes.Status401Unauthorized, "Unauthorized",
        "The token is not good here: it must be signed by an issuer this gateway knows, be meant for this gateway, and be in its time."));

    /// <summary>Neither good nor bad, until its issuer can be asked again.</summary>
    public static TokenVerdict IssuerAway(TimeSpan retryAfter) => Refused(new Problem(
        StatusCodes.Status503ServiceUnavailable, "Issuer not reached", "The token cannot be checked, because it is signed with a key not known yet and its issuer cannot be asked at the moment. Nothing was done.")
    { RetryAfter = retryAfter });

    public static TokenVerdict WithoutPermission(CallerId caller) => Refused(new Problem(
        StatusCodes.Status403Forbidden, "Forbidden", $"The token of '{caller}' carries no app role and no scope of this gateway. Grant its client an app role in Entra ID.")
        .With("client", caller.Name));
}
