using System.Collections.Concurrent;
using Microsoft.IdentityModel.Protocols;

namespace Gateway.Teams.Tokens;

/// <summary>Finds the caller behind a token, by one reading of the settings, and remembers the answer for a while.</summary>
internal sealed class TokenDesk(TokenSettings settings, IDocumentRetriever documents, TimeProvider time, ILogger logger)
{
    /// <summary>Good tokens remembered at once; when there are more, all are judged anew.</summary>
    private const int MaxRemembered = 10_000;

    private readonly EntraIssuer? _entra = settings.Entra is { } entra ? new EntraIssuer(entra, documents, time, logger) : null;
    private readonly OidcIssuer? _oidc = settings.Oidc is { } oidc ? new OidcIssuer(oidc, documents, time, logger) : null;

    /// <summary>Callers, not teams: what a caller may do is looked up in the settings of the moment.</summary>
    private readonly ConcurrentDictionary<KeyHash, TokenVerdict> _remembered = new();

    public TokenSettings Settings => settings;

    /// <summary>The caller, if this token was found good a short while ago.</summary>
    public CallerId? Recall(in KeyHash hash) => _remembered.TryGetValue(hash, out var verdict) && time.GetUtcNow() < verdict.GoodUntil ? verdict.Caller : null;

    public async ValueTask<TokenVerdict> JudgeAsync(string text, KeyHash hash, CancellationToken cancellationToken)
    {
        if (TokenClaims.Parse(text) is not { } token || token.Text("iss") is not { } issuer) return TokenVerdict.Bad;
        var verdict = _oidc?.Issued(issuer) == true ? await _oidc.JudgeAsync(token, cancellationToken)
            : _entra is not null ? await _entra.JudgeAsync(token, cancellationToken)
            : TokenVerdict.Bad;
        if (verdict.Refusal is null) Remember(hash, verdict);
        return verdict;
    }

    private void Remember(KeyHash hash, TokenVerdict verdict)
    {
        if (_remembered.Count >= MaxRemembered) _remembered.Clear();
        _remembered[hash] = verdict;
    }
}
