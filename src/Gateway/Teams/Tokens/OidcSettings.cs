using Gateway.Configuration;

namespace Gateway.Teams.Tokens;

/// <summary>The <c>Oidc</c> section: any one issuer with a discovery document.</summary>
/// <param name="Authority">What stands in the tokens' <c>iss</c>, but for a slash at its end.</param>
internal sealed record OidcSettings(string Authority, string Audience)
{
    public const string Section = "Oidc";

    /// <summary>Null when the section is empty or has a fault.</summary>
    public static OidcSettings? Read(IConfiguration configuration, ICollection<string> faults)
    {
        var section = StrictSection.Of(configuration, Section, faults);
        var (authority, audience) = (section.Text("Authority"), section.Text("Audience"));
        section.RefuseUnknownKeys();
        if (authority is null && audience is null) return null;
        if (audience is null) section.Fault("Audience", "is missing; without it a token meant for any other service would be good here");
        if (authority is null) section.Fault("Authority", "is missing; it is the address in the tokens' iss");
        var address = authority is null ? null : IssuerAddress.Read(section, "Authority", authority);
        return address is null || audience is null ? null : new OidcSettings(address, audience);
    }
}
