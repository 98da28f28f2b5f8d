using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;

namespace Gateway.Teams.Tokens;

/// <summary>Tokens of any other issuer: the caller is its subject, <c>oidc:&lt;sub&gt;</c>.</summary>
internal sealed class OidcIssuer(OidcSettings settings, IDocumentRetriever documents, TimeProvider time, ILogger logger)
{
    /// <summary>As OpenID Connect bounds a subject, in characters.</summary>
    private const int LongestSubject = 255;

    private readonly IssuerKeys _keys = new(
        settings.Authority + "/.well-known/openid-configuration",
        published => TokenRules.Of(published, [settings.Audience], (issuer, _) => issuer == published.Issuer, time), documents, time, logger);

    public bool Issued(string issuer) => issuer.TrimEnd('/') == settings.Authority;

    public ValueTask<TokenVerdict> JudgeAsync(JsonWebToken token, CancellationToken cancellationToken) =>
        token.StrictText("sub") is { Length: <= LongestSubject } subject && !subject.Any(char.IsControl)
            ? SignedToken.JudgeAsync(token, new CallerId($"oidc:{subject}"), _keys, time, cancellationToken)
            : ValueTask.FromResult(TokenVerdict.Bad);
}
