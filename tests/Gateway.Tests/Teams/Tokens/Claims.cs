using System.Text.Json.Nodes;

namespace Gateway.Tests.Teams.Tokens;

/// <summary>What good tokens say.</summary>
internal static class Claims
{
    public const string Tenant = "11111111-aaaa-4bbb-8ccc-000000000001";
    public const string OtherTenant = "22222222-aaaa-4bbb-8ccc-000000000002";
    public const string Gateway = "33333333-aaaa-4bbb-8ccc-000000000003";
    public const string App = "44444444-aaaa-4bbb-8ccc-000000000004";
    public const string OperatorApp = "55555555-aaaa-4bbb-8ccc-000000000005";
    public const string Subject = "system:serviceaccount:render:farm";
    public const string Audience = "https://gateway.test";

    public static JsonObject Version2(TestIssuer issuer, DateTimeOffset now, string tenant = Tenant, string app = App) => Timed(now, new JsonObject
    {
        ["aud"] = Gateway, ["iss"] = $"{issuer.Address}/{tenant}/v2.0", ["tid"] = tenant, ["azp"] = app, ["ver"] = "2.0", ["roles"] = new JsonArray("Video.Generate"),
        ["sub"] = "a subject of its own",
    });

    public static JsonObject Version1(DateTimeOffset now, string tenant = Tenant, string app = App) => Timed(now, new JsonObject
    {
        ["aud"] = $"api://{Gateway}", ["iss"] = $"{TestIssuer.Version1}/{tenant}/", ["tid"] = tenant, ["appid"] = app, ["ver"] = "1.0", ["roles"] = new JsonArray("Video.Generate"),
    });

    public static JsonObject Oidc(TestIssuer issuer, DateTimeOffset now, string subject = Subject) => Timed(now, new JsonObject
    {
        ["aud"] = new JsonArray(Audience), ["iss"] = issuer.Address, ["sub"] = subject,
    });

    public static JsonObject With(this JsonObject claims, string name, JsonNode? value)
    {
        if (value is null) claims.Remove(name);
        else claims[name] = value;
        return claims;
    }

    /// <summary>Any JSON, null too.</summary>
    public static JsonObject Put(this JsonObject claims, string name, string json)
    {
        claims[name] = JsonNode.Parse(json);
        return claims;
    }

    private static JsonObject Timed(DateTimeOffset now, JsonObject claims) => claims
        .With("iat", now.ToUnixTimeSeconds()).With("nbf", now.ToUnixTimeSeconds()).With("exp", now.AddHours(1).ToUnixTimeSeconds());
}
