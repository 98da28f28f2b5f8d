using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Gateway.Teams;
using Xunit;

namespace Gateway.Tests.Teams.Tokens;

/// <summary>Which tokens are good, and whose they are. The issuers are asked over HTTP.</summary>
public sealed class TokenTests : TokenFixture
{
    /// <summary>Each spoils one thing of a token that is good without it.</summary>
    private static readonly Dictionary<string, Func<JsonObject, JsonObject>> Spoilt = new()
    {
        ["expired"] = claims => claims.With("exp", Now.AddMinutes(-5).ToUnixTimeSeconds()),
        ["without an end"] = claims => claims.With("exp", null),
        ["not yet valid"] = claims => claims.With("nbf", Now.AddMinutes(6).ToUnixTimeSeconds()),
        ["for somebody else"] = claims => claims.With("aud", "https://another.test"),
        ["for nobody"] = claims => claims.With("aud", null),
        ["of another issuer"] = claims => claims.With("iss", "https://another.test"),
        ["of no issuer"] = claims => claims.With("iss", null),
        ["of an issuer that is a number"] = claims => claims.With("iss", 7),
    };

    /// <summary>The same for what only Entra ID says.</summary>
    private static readonly Dictionary<string, Func<JsonObject, JsonObject>> SpoiltEntra = new()
    {
        ["of an unknown tenant"] = claims => claims.With("tid", Claims.OtherTenant).With("iss", claims["iss"]!.GetValue<string>().Replace(Claims.Tenant, Claims.OtherTenant, StringComparison.Ordinal)),
        ["of a tenant that is not its issuer's"] = claims => claims.With("iss", claims["iss"]!.GetValue<string>().Replace(Claims.Tenant, Claims.OtherTenant, StringComparison.Ordinal)),
        ["of no tenant"] = claims => claims.With("tid", null),
        ["of no client"] = claims => claims.With("azp", null).With("appid", null),
        ["of a client by name"] = claims => claims.With("azp", "render farm").With("appid", "render farm"),
        ["of no version"] = claims => claims.With("ver", null),
        ["of the other version"] = claims => claims.With("ver", claims["ver"]!.GetValue<string>() == "1.0" ? "2.0" : "1.0"),
    };

    public static TheoryData<string> Faults => [.. Spoilt.Keys];
    public static TheoryData<string> EntraFaults => [.. Spoilt.Keys, .. SpoiltEntra.Keys];

    [Theory]
    [InlineData("Authorization")]
    [InlineData("x-api-key")]
    public async Task A_service_of_Entra_ID_is_known_by_its_app_and_tenant(string header)
    {
        var identity = Assert.IsType<Identity.OfTeam>(await IdentifyAsync(First.Sign(Claims.Version2(Entra, Now)), header));
        Assert.Equal(("studio", $"entra:{Claims.Tenant}/{Claims.App}"), (identity.Team.Id.Name, identity.Caller.Name));
    }

    [Fact]
    public async Task Tokens_of_version_1_are_good_too() => Assert.Equal("studio", await TeamAsync(First.Sign(Claims.Version1(Now))));

    [Theory]
    [InlineData("roles", """[""]""")]
    [InlineData("roles", """["", " ", null, 7]""")]
    [InlineData("scp", "\" \"")]
    public async Task An_empty_role_lets_nobody_in(string name, string json) =>
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now).With("roles", null).Put(name, json)), 403);

    [Fact]
    public async Task A_subject_that_is_a_number_is_none() =>
        await RefusedAsync(First.Sign(Claims.Oidc(Oidc, Now).Put("sub", "12345")), 401);

    [Fact]
    public async Task A_service_account_is_known_by_its_subject() => Assert.Equal("lab", await TeamAsync(First.Sign(Claims.Oidc(Oidc, Now))));

    [Fact]
    public async Task Elliptic_curves_sign_as_well()
    {
        Assert.Equal("studio", await TeamAsync(Curve.Sign(Claims.Version2(Entra, Now))));
        Assert.Equal("lab", await TeamAsync(Curve.Sign(Claims.Oidc(Oidc, Now))));
    }

    [Theory]
    [MemberData(nameof(EntraFaults))]
    public async Task A_token_of_Entra_ID_is_refused_when_it_is(string fault)
    {
        var spoil = Spoilt.GetValueOrDefault(fault) ?? SpoiltEntra[fault];
        await RefusedAsync(First.Sign(spoil(Claims.Version2(Entra, Now))), 401);
        await RefusedAsync(First.Sign(spoil(Claims.Version1(Now))), 401);
        Assert.Equal("studio", await TeamAsync(First.Sign(Claims.Version2(Entra, Now))));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_token_of_another_issuer_is_refused_when_it_is(string fault)
    {
        await RefusedAsync(First.Sign(Spoilt[fault](Claims.Oidc(Oidc, Now))), 401);
        Assert.Equal("lab", await TeamAsync(First.Sign(Claims.Oidc(Oidc, Now))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("two\nlines")]
    public async Task A_subject_must_be_a_name(string subject) => await RefusedAsync(First.Sign(Claims.Oidc(Oidc, Now, subject)), 401);

    [Fact]
    public async Task A_token_may_be_five_minutes_early_or_late_and_no_more()
    {
        var token = First.Sign(Claims.Oidc(Oidc, Now));
        Time.SetUtcNow(Now.AddMinutes(-5));
        Assert.Equal("lab", await TeamAsync(token));
        Time.SetUtcNow(Now.AddMinutes(65).AddSeconds(-1));
        Assert.Equal("lab", await TeamAsync(token));
        Time.SetUtcNow(Now.AddMinutes(65));
        await RefusedAsync(token, 401);
    }

    [Fact]
    public async Task A_token_that_nobody_signed_is_refused()
    {
        foreach (var claims in new[] { Claims.Oidc(Oidc, Now), Claims.Version2(Entra, Now) })
        foreach (var algorithm in new[] { "none", "None", "RS256" })
        {
            await RefusedAsync(TestKey.Token(Header(algorithm), claims, _ => []), 401);
            await RefusedAsync(TestKey.Token(Header(algorithm), claims, content => content), 401);
        }
    }

    [Fact]
    public async Task The_public_key_is_no_secret_to_sign_with()
    {
        foreach (var claims in new[] { Claims.Oidc(Oidc, Now), Claims.Version2(Entra, Now) })
            await RefusedAsync(TestKey.Token(Header("HS256"), claims, content => HMACSHA256.HashData(First.PublicPem(), content)), 401);
    }

    [Fact]
    public async Task A_key_that_the_issuer_does_not_publish_signs_nothing()
    {
        foreach (var key in new[] { Second, TestKey.Rsa(First.Id) })
        {
            await RefusedAsync(key.Sign(Claims.Oidc(Oidc, Now)), 401);
            await RefusedAsync(key.Sign(Claims.Version2(Entra, Now)), 401);
        }
    }

    [Fact]
    public async Task A_token_that_brings_its_own_key_or_demands_more_than_is_understood_is_refused()
    {
        var stranger = TestKey.Rsa("stranger");
        await RefusedAsync(stranger.Sign(new JsonObject { ["alg"] = "RS256", ["jwk"] = stranger.Published(null) }, Claims.Oidc(Oidc, Now)), 401);
        await RefusedAsync(First.Sign(Header("RS256").With("crit", new JsonArray("exp")), Claims.Oidc(Oidc, Now)), 401);
        await RefusedAsync(First.Sign(new JsonObject { ["alg"] = "RS384", ["kid"] = First.Id }, Claims.Oidc(Oidc, Now)), 401);
    }

    [Fact]
    public async Task Without_a_key_id_a_token_is_good_where_the_issuer_has_one_key()
    {
        var token = First.Sign(new JsonObject { ["alg"] = "RS256" }, Claims.Oidc(Oidc, Now));
        await RefusedAsync(token, 401);
        Oidc.Keys = [First];
        Start();
        Assert.Equal("lab", await TeamAsync(token));
    }

    [Fact]
    public async Task A_key_of_one_tenant_signs_for_no_other()
    {
        Entra.KeyIssuer = $"{Entra.Address}/{Claims.OtherTenant}/v2.0";
        await RefusedAsync(First.Sign(Claims.Version2(Entra, Now)), 401);
        await RefusedAsync(First.Sign(Claims.Version1(Now)), 401);
    }

    [Theory]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.bm8ganNvbg.AAAA")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.W10.AAAA")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9.e30.AAAA")]
    [InlineData("eyJhbGciOiJSUzI1NiJ9..AAAA")]
    [InlineData("e30.e30.e30.e30.e30")]
    public async Task What_only_looks_like_a_token_is_refused(string text) => await RefusedAsync(text, 401);

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("-1e300")]
    [InlineData("99999999999999999999")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"2026-11-01T12:00:00Z\"")]
    [InlineData("[]")]
    [InlineData("[null, 7, {}]")]
    [InlineData("{ \"a\": [ { } ] }")]
    public async Task Signed_or_not_nothing_a_token_says_is_a_fault_of_ours(string value)
    {
        foreach (var good in new[] { Claims.Version2(Entra, Now), Claims.Version1(Now), Claims.Oidc(Oidc, Now) })
        foreach (var name in good.Select(claim => claim.Key).ToList())
            await JudgedAsync(First.Sign(((JsonObject)good.DeepClone()).Put(name, value)));
        foreach (var name in new[] { "alg", "kid", "typ", "crit", "x5t", "zip", "cty" })
            await JudgedAsync(First.Sign(Header("RS256").Put(name, value), Claims.Oidc(Oidc, Now)));
    }

    /// <summary>Any answer is one, but for a caller nobody configured.</summary>
    private async Task JudgedAsync(string token)
    {
        var identity = await IdentifyAsync(token);
        // A key id nobody knows cannot be judged before the issuer may be asked again.
        if (identity is Identity.Refused refused) Assert.True(refused.Problem is { Status: >= 401 and <= 403 } or { Status: 503, RetryAfter: not null }, $"{refused.Problem}");
        else Assert.IsType<Identity.OfTeam>(identity);
    }

    [Fact]
    public async Task A_token_longer_than_any_is_refused_unread()
    {
        await RefusedAsync(First.Sign(Claims.Oidc(Oidc, Now).With("padding", new string('a', 16 * 1024))), 401);
        Assert.Equal(0, Oidc.Discoveries);
    }

    private static JsonObject Header(string algorithm) => new() { ["alg"] = algorithm, ["kid"] = First.Id };
}
