using System.Text.Json.Nodes;
using Gateway.Teams;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Teams.Tokens;

/// <summary>What a caller with a good token may do.</summary>
public sealed class TokenCallerTests : TokenFixture
{
    [Fact]
    public async Task An_operator_may_come_with_a_token() =>
        Assert.Equal(new Identity.OfOperator("finance", OperatorRole.Finance), await IdentifyAsync(First.Sign(Claims.Version2(Entra, Now, app: Claims.OperatorApp))));

    [Fact]
    public async Task A_client_nobody_configured_is_told_its_own_id()
    {
        const string stranger = "66666666-aaaa-4bbb-8ccc-000000000006";
        var problem = await RefusedAsync(First.Sign(Claims.Version2(Entra, Now, app: stranger)), 403);
        Assert.Contains($"entra:{Claims.Tenant}/{stranger}", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("oidc:somebody", (await RefusedAsync(First.Sign(Claims.Oidc(Oidc, Now, "somebody")), 403)).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("entra:" + Claims.Tenant + "/" + Claims.App)]
    [InlineData(Claims.Tenant + "/" + Claims.App)]
    [InlineData("oidc:" + Claims.Subject)]
    public async Task A_subject_of_one_issuer_never_stands_for_a_caller_of_the_other(string subject) =>
        await RefusedAsync(First.Sign(Claims.Oidc(Oidc, Now, subject)), 403);

    [Fact]
    public async Task Claims_of_one_issuer_mean_nothing_in_the_tokens_of_the_other()
    {
        // The other issuer writes what Entra ID would, and is still the other issuer.
        var claims = Claims.Version2(Entra, Now).With("iss", Oidc.Address).With("aud", Claims.Audience).With("sub", "somebody");
        Assert.Contains("oidc:somebody", (await RefusedAsync(First.Sign(claims), 403)).Detail, StringComparison.Ordinal);
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now).With("azp", null).With("sub", Claims.Subject)), 401);
    }

    [Fact]
    public async Task A_token_without_roles_and_scopes_is_refused_unless_our_own_list_is_enough()
    {
        var token = First.Sign(Claims.Version2(Entra, Now).With("roles", null));
        await RefusedAsync(token, 403);
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now).With("roles", new JsonArray())), 403);
        Assert.Equal("studio", await TeamAsync(First.Sign(Claims.Version2(Entra, Now).With("roles", null).With("scp", "video"))));
        Start(("AzureAd:AllowWebApiToBeAuthorizedByACL", "true"));
        Assert.Equal("studio", await TeamAsync(token));
    }

    [Theory]
    [InlineData("common")]
    [InlineData("organizations")]
    public async Task Of_many_tenants_only_those_allowed_come_in(string tenantId)
    {
        Start(("AzureAd:TenantId", tenantId), ("AzureAd:AllowedTenants:0", Claims.OtherTenant));
        Assert.Equal("studio", await TeamAsync(First.Sign(Claims.Version2(Entra, Now, Claims.OtherTenant))));
        Assert.Equal("studio", await TeamAsync(First.Sign(Claims.Version1(Now, Claims.OtherTenant))));
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now)), 401);
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now, Claims.OtherTenant).With("iss", $"{Entra.Address}/{Claims.Tenant}/v2.0")), 401);
    }

    [Theory]
    [InlineData("AzureAd:Audience")]
    [InlineData("AzureAd:Audiences:0")]
    public async Task An_audience_that_is_named_takes_the_place_of_the_client_id(string key)
    {
        Start((key, "api://video"));
        Assert.Equal("studio", await TeamAsync(First.Sign(Claims.Version2(Entra, Now).With("aud", "api://video"))));
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now)), 401);
    }

    [Fact]
    public async Task Without_issuers_no_token_is_good_and_nobody_is_asked()
    {
        Start(("AzureAd:TenantId", null), ("AzureAd:ClientId", null), ("Oidc:Authority", null), ("Oidc:Audience", null));
        await RefusedAsync(First.Sign(Claims.Oidc(Oidc, Now)), 401);
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now)), 401);
        Assert.Equal(0, Entra.Discoveries + Oidc.Discoveries);
    }

    [Fact]
    public async Task A_client_taken_out_of_the_settings_is_refused_at_the_next_request_though_its_token_is_remembered()
    {
        var token = First.Sign(Claims.Oidc(Oidc, Now));
        Assert.Equal("lab", await TeamAsync(token));
        Configuration["Teams:lab:Clients:0"] = "oidc:somebody";
        Configuration.Reload();
        await RefusedAsync(token, 403);
        Assert.Equal(1, Oidc.Discoveries);
    }

    [Fact]
    public async Task A_key_that_looks_like_a_token_is_a_key()
    {
        var token = First.Sign(Claims.Oidc(Oidc, Now));
        Start(("Teams:studio:Keys:odd:Sha256", Settings.Sha256(token)));
        Assert.Equal("studio", await TeamAsync(token));
        Assert.Equal(0, Oidc.Discoveries);
    }

    [Fact]
    public async Task Knowing_the_caller_of_a_remembered_token_takes_no_memory_but_the_answer()
    {
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = "Bearer " + First.Sign(Claims.Oidc(Oidc, Now));
        for (var i = 0; i < 200; i++) await Callers.IdentifyAsync(http);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) Assert.True(Callers.IdentifyAsync(http).IsCompletedSuccessfully);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }
}
