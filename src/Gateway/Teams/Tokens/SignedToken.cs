using Microsoft.IdentityModel.JsonWebTokens;

namespace Gateway.Teams.Tokens;

/// <summary>Judges a token by the keys and rules of one issuer.</summary>
internal static class SignedToken
{
    /// <summary>A good token is remembered no longer than this, so that a key its issuer took back is noticed.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false, MaximumTokenSizeInBytes = TokenShape.MaxLength };

    public static async ValueTask<TokenVerdict> JudgeAsync(
        JsonWebToken token, CallerId caller, IssuerKeys keys, TimeProvider time, CancellationToken cancellationToken)
    {
        var (rules, retryAfter) = await keys.RulesAsync(token.Kid, cancellationToken);
        if (rules is null) return TokenVerdict.IssuerAway(retryAfter);
        var result = await Handler.ValidateTokenAsync(token, rules);
        if (!result.IsValid) return TokenVerdict.Bad;
        var expires = new DateTimeOffset(token.ValidTo, TimeSpan.Zero);
        var later = time.GetUtcNow() + Remembered;
        return new TokenVerdict(caller, expires < later ? expires : later, null);
    }
}
