using Gateway.Configuration;
using Gateway.Teams.Tokens;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Teams.Tokens;

public sealed class TokenSettingsTests : TokenFixture
{
    [Fact]
    public void The_shipped_sections_name_no_issuer()
    {
        var settings = TokenSettings.Read(Of("AzureAd:Instance=https://login.microsoftonline.com/", "AzureAd:TenantId=", "AzureAd:ClientId=", "Oidc:Authority=", "Oidc:Audience="));
        Assert.Equal((null, null), (settings.Entra, settings.Oidc));
    }

    [Theory]
    [InlineData("AzureAd:TenantId", null)]
    [InlineData("AzureAd:TenantId", "contoso")]
    [InlineData("AzureAd:ClientId", null)]
    [InlineData("AzureAd:Instance", "http://login.example.com")]
    [InlineData("AzureAd:Instance", "login.example.com")]
    [InlineData("AzureAd:Tenant", "x")]
    [InlineData("AzureAd:AllowedTenants", null, "AzureAd:TenantId", "common")]
    [InlineData("AzureAd:AllowedTenants", null, "AzureAd:AllowedTenants:0", Claims.OtherTenant)]
    [InlineData("AzureAd:AllowedTenants:0", "contoso", "AzureAd:TenantId", "common")]
    [InlineData("AzureAd:AllowWebApiToBeAuthorizedByACL", "perhaps")]
    [InlineData("Oidc:Authority", null)]
    [InlineData("Oidc:Authority", "http://issuer.example.com")]
    [InlineData("Oidc:Authority", "https://user:password@issuer.example.com")]
    [InlineData("Oidc:Authority", "https://issuer.example.com/?tenant=1")]
    [InlineData("Oidc:Audience", null)]
    [InlineData("Oidc:Audiences", "x")]
    public void A_fault_is_told_in_one_line_by_its_key(string key, string? value, string? otherKey = null, string? otherValue = null)
    {
        var values = Values();
        values[key] = value;
        if (otherKey is not null) values[otherKey] = otherValue;
        var fault = Assert.Single(TokenSettings.FaultsOf(new ConfigurationBuilder().AddInMemoryCollection(values.Where(each => each.Value is not null)).Build()));
        Assert.StartsWith(key + ":", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("password", fault.Replace("user or password", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void One_issuer_in_both_sections_is_a_fault()
    {
        var values = Values();
        values["Oidc:Authority"] = $"{Entra.Address}/{Claims.Tenant}/v2.0";
        var fault = Assert.Single(TokenSettings.FaultsOf(new ConfigurationBuilder().AddInMemoryCollection(values).Build()));
        Assert.StartsWith("Oidc:Authority:", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_whose_issuer_is_not_configured_is_a_fault_before_it_wonders_why()
    {
        Assert.Equal(
            ["Teams:studio:Clients:1"], ClientIssuers.FaultsOf(new ConfigurationBuilder().AddInMemoryCollection(Values()).Build()).Select(fault => fault.Split(": ")[0]));
        var values = Values().Where(value => value.Key.StartsWith("Teams", StringComparison.Ordinal) || value.Key.StartsWith("Operators", StringComparison.Ordinal));
        Assert.Equal(
            ["Teams:lab:Clients:0", "Teams:studio:Clients:0", "Teams:studio:Clients:1", "Operators:finance:Clients:0"],
            ClientIssuers.FaultsOf(new ConfigurationBuilder().AddInMemoryCollection(values).Build()).Select(fault => fault.Split(": ")[0]));
    }

    [Fact]
    public void Bad_settings_at_the_start_are_a_fault() => Assert.Throws<ConfigurationFaultException>(() => Start(("Oidc:Audience", null)));

    [Fact]
    public async Task After_bad_settings_the_last_good_issuers_stay_and_good_ones_come_into_force()
    {
        var token = First.Sign(Claims.Oidc(Oidc, Now));
        Assert.Equal("lab", await TeamAsync(token));
        Reload("Oidc:Audience", "");
        Assert.Equal("lab", await TeamAsync(token));
        Assert.Contains(Log.Lines, line => line.StartsWith("Error 2102: Bad setting: Oidc:Audience", StringComparison.Ordinal));
        Assert.Contains("Error 2103: Token issuers stay as they were: the new settings have 1 faults", Log.Lines);
        Reload("Oidc:Audience", "https://another.test");
        await RefusedAsync(token, 401);
        Reload("Oidc:Audience", Claims.Audience);
        Assert.Equal("lab", await TeamAsync(token));
    }

    [Fact]
    public async Task A_reload_of_something_else_keeps_the_keys()
    {
        Assert.Equal("lab", await TeamAsync(First.Sign(Claims.Oidc(Oidc, Now))));
        Oidc.IsDown = true;
        Reload("Teams:lab:CostCenter", "CC-1");
        Assert.Equal("lab", await TeamAsync(First.Sign(Claims.Oidc(Oidc, Now).With("jti", "another"))));
        Assert.Equal(1, Oidc.Discoveries);
    }

    private void Reload(string key, string value)
    {
        Configuration[key] = value;
        Configuration.Reload();
    }

    private static IConfiguration Of(params string[] pairs) => new ConfigurationBuilder()
        .AddInMemoryCollection(pairs.Select(pair => pair.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build();
}
