using System.Text;
using Gateway.Ledger;
using Gateway.Tests.Teams.Tokens;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Services and people that come with a token of their issuer instead of a key.</summary>
public sealed class TokenStories : Story
{
    private static readonly TestKey Key = TestKey.Rsa("story");
    private const string Caller = $"entra:{Claims.Tenant}/{Claims.App}";

    [Fact]
    public async Task A_service_with_a_token_buys_and_polls_and_its_token_is_seen_by_nobody_else()
    {
        await using var issuer = await TestIssuer.StartAsync(Key);
        await using var other = await TestIssuer.StartAsync(Key);
        var gateway = await StartAsync(settings => With(settings, issuer, other).LogEverything());
        var token = Key.Sign(Claims.Version2(issuer, GatewaySettings.Start));
        var bought = await SubmitAsync(gateway, token);
        Assert.Equal(200, bought.Status);
        gateway.Vendor.Complete(bought.PredictionId);
        await gateway.UntilChargeAsync(bought.ChargeId, ChargeState.Settled);
        await gateway.UntilAsync(
            async () => (await GetAsync(gateway, token, $"/api/v1/model/prediction/{bought.PredictionId}")).VendorStatus == "completed", "the caller sees the verdict");
        var charge = await gateway.ChargeAsync(bought.ChargeId);
        Assert.Equal(("studio", Caller), (charge.Team.Name, charge.Caller.Name));
        // Another team's caller does not see it, and bad tokens leave no more behind than good ones.
        var stranger = Key.Sign(Claims.Oidc(other, GatewaySettings.Start));
        Assert.Equal(404, (await GetAsync(gateway, stranger, $"/api/v1/model/prediction/{bought.PredictionId}")).Status);
        var bad = token[..^4] + "AAAA";
        Assert.Equal(401, (await GetAsync(gateway, bad, "/gateway/v1/budgets")).Status);
        AssertNowhere(gateway, token, stranger, bad);
    }

    [Fact]
    public async Task A_token_that_is_not_good_is_refused_before_the_vendor_is_asked()
    {
        await using var issuer = await TestIssuer.StartAsync(Key);
        var gateway = await StartAsync(settings => With(settings, issuer));
        var expired = await SubmitAsync(gateway, Key.Sign(Claims.Version2(issuer, GatewaySettings.Start.AddHours(-2))));
        Assert.Equal((401, "application/problem+json", "Bearer error=\"invalid_token\""), (expired.Status, expired.Header("Content-Type"), expired.Header("WWW-Authenticate")));
        var unmapped = await SubmitAsync(gateway, Key.Sign(Claims.Version2(issuer, GatewaySettings.Start, app: Claims.Gateway)));
        Assert.Equal((403, $"entra:{Claims.Tenant}/{Claims.Gateway}", "403"), (unmapped.Status, unmapped.Member("client"), unmapped.Member("code")));
        var without = await SubmitAsync(gateway, Key.Sign(Claims.Version2(issuer, GatewaySettings.Start).With("roles", null)));
        Assert.Equal((403, Caller), (without.Status, without.Member("client")));
        Assert.Empty(gateway.Vendor.Traffic.Submits);
        Assert.Empty(await gateway.LedgerAsync());
    }

    [Fact]
    public async Task Finance_and_admins_may_come_with_tokens_and_buy_nothing()
    {
        await using var issuer = await TestIssuer.StartAsync(Key);
        await using var other = await TestIssuer.StartAsync(Key);
        var gateway = await StartAsync(settings => With(settings, issuer, other)
            .Set("Operators:finance:Role", "Finance").Set("Operators:finance:Clients:0", $"entra:{Claims.Tenant}/{Claims.OperatorApp}")
            .Set("Operators:platform:Role", "Admin").Set("Operators:platform:Clients:0", "oidc:system:serviceaccount:ops:platform"));
        var charge = (await gateway.BuyAsync()).ChargeId;
        foreach (var token in new[]
                 {
                     Key.Sign(Claims.Version1(GatewaySettings.Start, app: Claims.OperatorApp)),
                     Key.Sign(Claims.Oidc(other, GatewaySettings.Start, "system:serviceaccount:ops:platform")),
                 })
        {
            Assert.Contains(charge, (await GetAsync(gateway, token, "/gateway/v1/charges?team=studio")).Text, StringComparison.Ordinal);
            Assert.Equal("lab", (await GetAsync(gateway, token, "/gateway/v1/budgets?team=lab")).Member("team"));
            Assert.Equal(403, (await SubmitAsync(gateway, token)).Status);
        }
        Assert.Single(gateway.Vendor.Traffic.Submits);
    }

    [Fact]
    public async Task The_gateway_starts_and_keys_work_while_the_issuer_is_away()
    {
        await using var issuer = await TestIssuer.StartAsync(Key);
        issuer.IsDown = true;
        var gateway = await StartAsync(settings => With(settings, issuer));
        var token = Key.Sign(Claims.Version2(issuer, GatewaySettings.Start));
        var unknown = await SubmitAsync(gateway, token);
        Assert.Equal((503, "10"), (unknown.Status, unknown.Header("Retry-After")));
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video())).Status);
        Assert.Equal(200, (await gateway.GetAsync("/health/ready", team: null)).Status);
        issuer.IsDown = false;
        gateway.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (await SubmitAsync(gateway, token)).Status);
    }

    [Fact]
    public async Task An_issuer_that_does_not_even_listen_is_away_too()
    {
        await using var issuer = await TestIssuer.StartAsync(Key);
        var nobody = $"http://127.0.0.1:{FreePort.Next()}";
        var gateway = await StartAsync(settings => With(settings, issuer).Set("Oidc:Authority", nobody).Set("Oidc:Audience", Claims.Audience));
        Assert.Equal(503, (await SubmitAsync(gateway, Key.Sign(Claims.Oidc(issuer, GatewaySettings.Start).With("iss", nobody)))).Status);
        Assert.Equal(200, (await SubmitAsync(gateway, Key.Sign(Claims.Version2(issuer, GatewaySettings.Start)))).Status);
    }

    private static GatewaySettings With(GatewaySettings settings, TestIssuer entra, TestIssuer? oidc = null)
    {
        settings.Set("AzureAd:Instance", entra.Address).Set("AzureAd:TenantId", Claims.Tenant).Set("AzureAd:ClientId", Claims.Gateway);
        if (oidc is not null) settings.Set("Oidc:Authority", oidc.Address).Set("Oidc:Audience", Claims.Audience).Set("Teams:lab:Clients:0", "oidc:" + Claims.Subject);
        return settings.Set("Teams:studio:Clients:0", Caller);
    }

    private static Task<Answer> SubmitAsync(GatewayFixture gateway, string token) => gateway.SubmitRawAsync(
        Encoding.UTF8.GetBytes(Bodies.Video().ToJsonString()), team: null, prepare: request => request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token));

    private static Task<Answer> GetAsync(GatewayFixture gateway, string token, string target)
    {
        var request = gateway.Request(HttpMethod.Get, target, team: null);
        request.Headers.TryAddWithoutValidation("x-api-key", token);
        return gateway.SendAsync(request);
    }

    private static void AssertNowhere(GatewayFixture gateway, params string[] tokens)
    {
        foreach (var part in tokens.SelectMany(token => token.Split('.').Skip(1)))
        {
            Assert.DoesNotContain(gateway.Logs.Lines, line => line.Contains(part, StringComparison.Ordinal));
            Assert.DoesNotContain(gateway.Answers, answer => answer.Text.Contains(part, StringComparison.Ordinal));
            Assert.DoesNotContain(gateway.Vendor.Traffic.Requests, request =>
                request.Text.Contains(part, StringComparison.Ordinal) || request.Headers.Any(header => header.Value.Contains(part, StringComparison.Ordinal)));
        }
    }
}
