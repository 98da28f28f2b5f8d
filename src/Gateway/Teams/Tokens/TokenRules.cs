using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Teams.Tokens;

/// <summary>What every token must satisfy, whoever issued it: signature, algorithm, issuer, audience and time.</summary>
internal static class TokenRules
{
    /// <summary>How far the clocks of issuer and gateway may be apart.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    /// <summary>Public keys only: with a symmetric algorithm the published key would be the secret.</summary>
    private static readonly string[] Algorithms = [SecurityAlgorithms.RsaSha256, SecurityAlgorithms.EcdsaSha256];

    /// <param name="isIssuer">Whether the token's <c>iss</c> is right for this token.</param>
    public static TokenValidationParameters Of(
        OpenIdConnectConfiguration published, IEnumerable<string> audiences, Func<string, JsonWebToken, bool> isIssuer, TimeProvider time) => new()
    {
        ConfigurationManager = new StaticConfigurationManager<OpenIdConnectConfiguration>(published) { UseLastKnownGoodConfiguration = false },
        ValidAlgorithms = Algorithms,
        ValidAudiences = audiences,
        IssuerValidator = (issuer, token, _) => token is JsonWebToken jwt && isIssuer(issuer, jwt) ? issuer : throw new SecurityTokenInvalidIssuerException(),
        LifetimeValidator = (notBefore, expires, _, _) => IsTimely(notBefore, expires, time.GetUtcNow().UtcDateTime),
        TryAllIssuerSigningKeys = false,
        IssuerSigningKeyResolverUsingConfiguration = (_, _, keyId, _, configuration) => KeysOf(configuration.SigningKeys, keyId),
    };

    private static bool IsTimely(DateTime? notBefore, DateTime? expires, DateTime now) =>
        expires is { } end && now - ClockSkew < end && (notBefore is not { } start || now + ClockSkew >= start);

    private static IEnumerable<SecurityKey> KeysOf(ICollection<SecurityKey> keys, string? keyId) =>
        string.IsNullOrEmpty(keyId) ? keys.Count == 1 ? keys : [] : keys.Where(key => key.KeyId == keyId);
}
