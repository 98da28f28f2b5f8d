using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Microsoft.IdentityModel.Validators;

namespace Gateway.Teams.Tokens;

/// <summary>Tokens of Entra ID, in both versions: the caller is the calling app in its tenant, <c>entra:&lt;tid&gt;/&lt;azp&gt;</c>.</summary>
internal sealed class EntraIssuer
{
    /// <summary>Stands in the issuer that <c>common</c> and <c>organizations</c> publish.</summary>
    private const string AnyTenant = "{tenantid}";
    private const string Version1 = "1.0";
    private const string Version2 = "2.0";

    private readonly EntraSettings _settings;
    private readonly TimeProvider _time;

    /// <summary>The same keys sign both versions, and only here do they say whose they are; version 1 has but another issuer.</summary>
    private readonly IssuerKeys _version2;
    private readonly IssuerKeys _version1;

    public EntraIssuer(EntraSettings settings, IDocumentRetriever documents, TimeProvider time, ILogger logger)
    {
        (_settings, _time) = (settings, time);
        _version2 = Keys(settings.TenantId + "/v2.0");
        _version1 = Keys(settings.TenantId == "organizations" ? "common" : settings.TenantId);

        IssuerKeys Keys(string path) => new($"{settings.Instance}/{path}/.well-known/openid-configuration", RulesOf, documents, time, logger);
    }

    public async ValueTask<TokenVerdict> JudgeAsync(JsonWebToken token, CancellationToken cancellationToken)
    {
        // 1. Who does it say it is? Names are never read: they can be changed by their owners.
        var version = token.Text("ver");
        var app = version switch { Version1 => token.Text("appid"), Version2 => token.Text("azp"), _ => null };
        var tenant = token.Text("tid");
        if (tenant is null || !_settings.Tenants.Contains(tenant) || !Names.TryParseClient($"entra:{tenant}/{app}", out var caller)) return TokenVerdict.Bad;

        // 2. Is it true?
        if (version == Version1 && await _version1.RulesAsync(null, cancellationToken) is (null, var retryAfter)) return TokenVerdict.IssuerAway(retryAfter);
        var verdict = await SignedToken.JudgeAsync(token, caller, _version2, _time, cancellationToken);
        if (verdict.Refusal is not null) return verdict;

        // 3. Was the app let in by the tenant, or is our own list enough?
        return _settings.AllowWebApiToBeAuthorizedByACL || token.Says("roles") || token.Says("scp") ? verdict : TokenVerdict.WithoutPermission(caller);
    }

    private TokenValidationParameters RulesOf(OpenIdConnectConfiguration published)
    {
        var rules = TokenRules.Of(published, _settings.Audiences, (issuer, token) => IsIssuer(token, issuer, published.Issuer), _time);
        rules.EnableAadSigningKeyIssuerValidation();
        rules.EnableEntraIdSigningKeyCloudInstanceValidation();
        return rules;
    }

    /// <summary>The published issuer, with the token's own tenant where any may stand; and never another tenant's.</summary>
    private bool IsIssuer(JsonWebToken token, string issuer, string version2) =>
        token.Text("tid") is { } tenant
        && (token.Text("ver") == Version1 ? _version1.Issuer : version2) is { } published
        && issuer == published.Replace(AnyTenant, tenant, StringComparison.Ordinal)
        && issuer.Contains($"/{tenant}", StringComparison.Ordinal);
}
