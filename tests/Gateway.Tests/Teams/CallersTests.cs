using Gateway.Teams;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Teams;

public sealed class CallersTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly ManualTime _time = new(Now);

    private static string Json(string more = "", string company = "{}") => $$"""
        {
          "Teams": { "studio": { "Unlimited": true, {{more}} "Keys": {
            "a": { "Sha256": "{{Settings.Sha256("token a")}}" },
            "b": { "Sha256": "{{Settings.Sha256("token-b")}}", "ExpiresAt": "2026-11-01T13:00:00+00:00" },
            "long": { "Sha256": "{{Settings.Sha256(new string('ü', 5_000))}}" } } } },
          "Company": {{company}},
          "Operators": { "ops": { "Role": "Admin", "Keys": { "k": { "Sha256": "{{Settings.Sha256("operator")}}" } } } }
        }
        """;

    [Theory]
    [InlineData("Authorization", "Bearer token-b")]
    [InlineData("authorization", "bearer token-b")]
    [InlineData("Authorization", "BEARER   token-b")]
    [InlineData("X-API-KEY", "token-b")]
    [InlineData("Authorization", "Bearer token a")]
    public async Task A_key_is_known_in_either_header(string header, string value)
    {
        var identity = Assert.IsType<Identity.OfTeam>(await Callers(Json()).IdentifyAsync(Request((header, value))));
        Assert.Equal("studio", identity.Team.Id.Name);
    }

    [Fact]
    public async Task Any_text_is_good_as_a_token_however_long() =>
        Assert.IsType<Identity.OfTeam>(await Callers(Json()).IdentifyAsync(Request(("x-api-key", new string('ü', 5_000)))));

    [Fact]
    public async Task Two_headers_with_one_key_are_one_opinion()
    {
        var request = Request(("Authorization", "Bearer token-b"), ("x-api-key", "token-b"));
        Assert.IsType<Identity.OfTeam>(await Callers(Json()).IdentifyAsync(request));
    }

    [Theory]
    [InlineData("Authorization", "Bearer unknown")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearertoken-b")]
    [InlineData("Authorization", "Basic token-b")]
    [InlineData("Authorization", "token-b")]
    [InlineData("Authorization", "Bearer TOKEN-B")]
    [InlineData("x-api-key", "Bearer token-b")]
    [InlineData("x-api-key", "unknown")]
    public async Task A_credential_that_is_not_known_is_refused(string header, string value) =>
        Assert.Equal(401, (await Callers(Json()).TeamAsync(Request((header, value)))).Refusal!.Status);

    [Fact]
    public async Task Two_different_keys_are_refused_though_both_are_good()
    {
        var request = Request(("Authorization", "Bearer token-b"), ("x-api-key", "token a"));
        Assert.IsType<Identity.Refused>(await Callers(Json()).IdentifyAsync(request));
    }

    [Theory]
    [InlineData("Authorization", "Bearer token-b")]
    [InlineData("x-api-key", "token-b")]
    public async Task A_header_sent_twice_is_refused(string header, string value)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers[header] = new([value, value]);
        Assert.IsType<Identity.Refused>(await Callers(Json()).IdentifyAsync(http));
    }

    [Fact]
    public async Task Without_a_credential_one_is_nobody()
    {
        Assert.IsType<Identity.Nobody>(await Callers(Json()).IdentifyAsync(Request()));
        Assert.Equal(401, (await Callers(Json()).TeamAsync(Request())).Refusal!.Status);
    }

    [Fact]
    public async Task An_expired_key_is_refused_like_an_unknown_one()
    {
        var callers = Callers(Json());
        _time.SetUtcNow(Now.AddHours(1).AddTicks(-1));
        Assert.NotNull((await callers.TeamAsync(Request(("x-api-key", "token-b")))).Team);
        _time.SetUtcNow(Now.AddHours(1));
        var expired = (await callers.TeamAsync(Request(("x-api-key", "token-b")))).Refusal;
        Assert.NotNull(expired);
        Assert.Equal((await callers.TeamAsync(Request(("x-api-key", "unknown")))).Refusal, expired);
    }

    [Fact]
    public async Task An_operator_is_known_and_is_no_team()
    {
        var request = Request(("x-api-key", "operator"));
        Assert.Equal(new Identity.OfOperator("ops", OperatorRole.Admin), await Callers(Json()).IdentifyAsync(request));
        Assert.Equal(403, (await Callers(Json()).TeamAsync(request)).Refusal!.Status);
    }

    [Theory]
    [InlineData("\"Suspended\": true,", "{}")]
    [InlineData("", """{ "Suspended": true }""")]
    public async Task The_suspended_may_read_what_they_paid_and_buy_nothing(string team, string company)
    {
        var callers = Callers(Json(team, company));
        var request = Request(("x-api-key", "token-b"));
        Assert.Equal(403, (await callers.TeamAsync(request)).Refusal!.Status);
        Assert.NotNull((await callers.TeamAsync(request, paying: false)).Team);
    }

    [Fact]
    public async Task Knowing_a_caller_takes_no_memory()
    {
        var callers = Callers(Json());
        var request = Request(("Authorization", "Bearer token-b"));
        for (var i = 0; i < 200; i++) await callers.IdentifyAsync(request);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++) await callers.IdentifyAsync(request);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100);
    }

    private Callers Callers(string json)
    {
        var configuration = Settings.Of(json);
        return new Callers(
            new TeamDirectorySource(configuration, new LogLines<TeamDirectorySource>()), Tokens.Desks.Of(configuration, _time),
            new FailedAuthentications(configuration, _time), _time);
    }

    private static DefaultHttpContext Request(params (string Header, string Value)[] headers)
    {
        var http = new DefaultHttpContext();
        foreach (var (header, value) in headers) http.Request.Headers[header] = value;
        return http;
    }
}
