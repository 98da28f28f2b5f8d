using Gateway.Configuration;

namespace Gateway.Teams.Tokens;

/// <summary>Whose tokens are accepted.</summary>
/// <param name="Text">The sections as they were written, to see whether a reload changed them.</param>
internal sealed record TokenSettings(EntraSettings? Entra, OidcSettings? Oidc, string Text)
{
    /// <summary>Throws <see cref="ConfigurationFaultException"/> with every fault.</summary>
    public static TokenSettings Read(IConfiguration configuration)
    {
        List<string> faults = [];
        var settings = Read(configuration, faults);
        return faults.Count == 0 ? settings : throw new ConfigurationFaultException(faults);
    }

    public static IReadOnlyList<string> FaultsOf(IConfiguration configuration)
    {
        List<string> faults = [];
        Read(configuration, faults);
        return faults;
    }

    private static TokenSettings Read(IConfiguration configuration, List<string> faults)
    {
        var entra = EntraSettings.Read(configuration, faults);
        var oidc = OidcSettings.Read(configuration, faults);
        // Otherwise one token could be read in two ways, and stand for two callers.
        if (entra is not null && oidc is not null && IssuerAddress.HasSameOrigin(entra.Instance, oidc.Authority))
            faults.Add($"{OidcSettings.Section}:Authority: is served by {EntraSettings.Section}:Instance; configure its tokens in one of the two sections");
        return new TokenSettings(entra, oidc, TextOf(configuration));
    }

    private static string TextOf(IConfiguration configuration) => string.Join('\n',
        from section in new[] { EntraSettings.Section, OidcSettings.Section }
        from value in configuration.GetSection(section).AsEnumerable()
        orderby value.Key
        select $"{value.Key}={value.Value}");
}
