using Gateway.Configuration;

namespace Gateway.Teams.Tokens;

/// <summary>The <c>AzureAd</c> section, with the key names of Microsoft.Identity.Web.</summary>
/// <param name="Instance">The cloud's address, without a slash at its end.</param>
/// <param name="TenantId">A tenant's GUID in lower case, <c>common</c> or <c>organizations</c>.</param>
/// <param name="Tenants">GUIDs in lower case: whose tokens are looked at.</param>
/// <param name="AllowWebApiToBeAuthorizedByACL">True: a token without role and scope is good too, because <c>Clients</c> is the list of who may come.</param>
internal sealed record EntraSettings(
    string Instance, string TenantId, IReadOnlyList<string> Tenants, IReadOnlyList<string> Audiences, bool AllowWebApiToBeAuthorizedByACL)
{
    public const string Section = "AzureAd";
    private const string PublicCloud = "https://login.microsoftonline.com";
    private const string TenantExpected = "a tenant id such as 11111111-2222-3333-4444-555555555555";
    private static readonly string[] ManyTenants = ["common", "organizations"];

    /// <summary>Null when the section says nothing but where Entra ID is, or has a fault.</summary>
    public static EntraSettings? Read(IConfiguration configuration, ICollection<string> faults)
    {
        var before = faults.Count;
        var section = StrictSection.Of(configuration, Section, faults);
        var instance = IssuerAddress.Read(section, "Instance", section.Text("Instance") ?? PublicCloud);
        var (tenantId, clientId) = (section.Text("TenantId")?.ToLowerInvariant(), section.Text("ClientId"));
        string[] named = [.. section.Text("Audience") is { } one ? [one] : Array.Empty<string>(), .. (section.List("Audiences") ?? []).Select(each => each.Text)];
        var byList = section.Flag("AllowWebApiToBeAuthorizedByACL");
        var allowed = section.List("AllowedTenants") ?? [];
        section.RefuseUnknownKeys();
        if (tenantId is null && clientId is null && named.Length == 0 && allowed.Count == 0 && !byList) return null;

        if (named.Length == 0 && clientId is null) section.Fault("ClientId", "is missing; name the gateway's own app registration, or its Audience");
        var tenants = ReadTenants(section, tenantId, allowed);
        string[] audiences = named.Length > 0 ? named : [clientId ?? "", $"api://{clientId}"];
        return faults.Count > before ? null : new EntraSettings(instance!, tenantId!, tenants, audiences, byList);
    }

    private static List<string> ReadTenants(StrictSection section, string? tenantId, IReadOnlyList<(string Key, string Text)> allowed)
    {
        List<string> tenants = [];
        foreach (var (key, text) in allowed)
        {
            if (Guid.TryParseExact(text, "D", out _)) tenants.Add(text.ToLowerInvariant());
            else section.Fault(key, $"'{text}' is not {TenantExpected}");
        }
        if (tenantId is null) section.Fault("TenantId", $"is missing; it must be {TenantExpected}");
        else if (ManyTenants.Contains(tenantId))
        {
            if (allowed.Count == 0) section.Fault("AllowedTenants", $"is missing; with TenantId '{tenantId}' it says whose tokens are accepted");
        }
        else if (!Guid.TryParseExact(tenantId, "D", out _)) section.Fault("TenantId", $"'{tenantId}' is not {TenantExpected}, common or organizations");
        else if (allowed.Count > 0) section.Fault("AllowedTenants", "is for TenantId 'common' or 'organizations'; one tenant is allowed already");
        else tenants.Add(tenantId);
        return tenants;
    }
}
