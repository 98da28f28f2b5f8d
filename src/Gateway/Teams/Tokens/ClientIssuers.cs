namespace Gateway.Teams.Tokens;

/// <summary>Sees that every configured client has an issuer whose tokens are looked at: otherwise it could never come in, and nothing would say why.</summary>
internal static class ClientIssuers
{
    private const string Entra = "entra:";
    private const string Oidc = "oidc:";

    public static IEnumerable<string> FaultsOf(IConfiguration configuration)
    {
        // Their own faults are told by their own check.
        if (TokenSettings.FaultsOf(configuration).Count > 0) return [];
        var settings = TokenSettings.Read(configuration);
        return from section in new[] { "Teams", "Operators" }
               from owner in configuration.GetSection(section).GetChildren()
               from client in owner.GetSection("Clients").GetChildren()
               let fault = FaultOf(client.Value?.Trim() ?? "", settings)
               where fault is not null
               select $"{client.Path}: {fault}";
    }

    /// <summary>Null also for what is no client at all, which the directory tells.</summary>
    private static string? FaultOf(string client, TokenSettings settings)
    {
        if (client.StartsWith(Oidc, StringComparison.Ordinal)) return settings.Oidc is null ? $"no token of '{client}' can be good, because {OidcSettings.Section}:Authority is empty" : null;
        if (!client.StartsWith(Entra, StringComparison.Ordinal) || !Names.TryParseClient(client, out var known)) return null;
        if (settings.Entra is not { } entra) return $"no token of '{client}' can be good, because {EntraSettings.Section}:TenantId is empty";
        return entra.Tenants.Contains(known.Name[Entra.Length..known.Name.IndexOf('/')]) ? null : $"no token of '{client}' can be good, because {EntraSettings.Section} does not accept its tenant";
    }
}
