using System.Globalization;
using Gateway.Teams;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Who asks too often hears when to ask again, and costs nobody else anything.</summary>
public sealed class RateLimitStories : Story
{
    [Fact]
    public async Task A_team_over_its_submits_is_refused_before_anything_is_held_and_told_when_to_come_again()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:RequestsPerMinute", "3"));
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video())).Status);
        var refused = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal((429, "application/problem+json", "20"), (refused.Status, refused.Header("Content-Type"), refused.Header("Retry-After")));
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", refused.Member("type"));
        Assert.Equal(("\"team\";r=0;t=60", "\"team\";q=3;w=60"), (refused.Header("RateLimit"), refused.Header("RateLimit-Policy")));
        Assert.Equal((3, 3), (gateway.Vendor.Traffic.Submits.Count, (await gateway.LedgerAsync()).Count));
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video(), "lab")).Status);
        gateway.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video())).Status);
        Assert.DoesNotContain(gateway.Answers, answer => answer.Headers.Keys.Any(name => name.StartsWith("X-RateLimit", StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task Every_answer_to_a_submit_says_what_is_left_and_how_many_may_run()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:RequestsPerMinute", "600").Set("Teams:studio:MaxInFlight", "1"));
        var bought = await gateway.SubmitAsync(Bodies.Video());
        var full = await gateway.SubmitAsync(Bodies.Video());
        var unreadable = await gateway.SubmitRawAsync("{"u8.ToArray());
        Assert.Equal((200, 429, 400), (bought.Status, full.Status, unreadable.Status));
        Assert.All(new[] { bought, full, unreadable }, answer =>
            Assert.Equal("\"team\";q=600;w=60, \"in-flight\";q=1;qu=\"concurrent-requests\"", answer.Header("RateLimit-Policy")));
        Assert.Equal(new[] { "\"team\";r=599;t=1", "\"team\";r=598;t=1", "\"team\";r=597;t=1" }, new[] { bought, full, unreadable }.Select(answer => answer.Header("RateLimit")));
        var polled = await gateway.PollAsync(bought.PredictionId);
        Assert.Equal((200, null, null), (polled.Status, polled.Header("RateLimit"), polled.Header("RateLimit-Policy")));
        var lab = await gateway.SubmitAsync(Bodies.Video(), "lab");
        Assert.Equal((null, null), (lab.Header("RateLimit"), lab.Header("RateLimit-Policy")));
    }

    [Fact]
    public async Task Polls_have_a_limit_of_their_own_and_the_job_goes_on()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:PollsPerMinute", "2").Set("Teams:studio:RequestsPerMinute", "1"));
        var bought = await gateway.BuyAsync();
        Assert.Equal("\"polls\";r=1;t=30", (await gateway.PollAsync(bought.PredictionId)).Header("RateLimit"));
        Assert.Equal(200, (await gateway.GetAsync($"/api/v1/model/result/{bought.PredictionId}")).Status);
        var refused = await gateway.PollAsync(bought.PredictionId);
        Assert.Equal((429, "30", "\"polls\";q=2;w=60"), (refused.Status, refused.Header("Retry-After"), refused.Header("RateLimit-Policy")));
        gateway.Vendor.Complete(bought.PredictionId);
        await gateway.UntilChargeAsync(bought.ChargeId, Gateway.Ledger.ChargeState.Settled);
        gateway.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("completed", (await gateway.PollAsync(bought.PredictionId)).VendorStatus);
    }

    [Fact]
    public async Task Quotes_and_reading_the_account_are_not_counted()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:RequestsPerMinute", "1").Set("Teams:studio:PollsPerMinute", "1"));
        for (var i = 0; i < 5; i++) Assert.Equal((200, 200), ((await gateway.QuoteAsync(Bodies.Video())).Status, (await gateway.ChargesAsync()).Status));
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video())).Status);
    }

    [Fact]
    public async Task A_bad_key_and_a_suspended_team_take_nothing_from_anybodys_bucket()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:RequestsPerMinute", "1").Set("Teams:studio:Suspended", "true"));
        Assert.Equal(403, (await gateway.SubmitAsync(Bodies.Video())).Status);
        Assert.Equal(401, (await gateway.SubmitAsync(Bodies.Video(), "stranger")).Status);
        gateway.Settings.Changes.Change("Teams:studio:Suspended", "false");
        Assert.Equal((200, 429), ((await gateway.SubmitAsync(Bodies.Video())).Status, (await gateway.SubmitAsync(Bodies.Video())).Status));
    }

    [Fact]
    public async Task A_changed_limit_is_in_force_at_the_next_request()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:RequestsPerMinute", "2"));
        for (var i = 0; i < 2; i++) Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video())).Status);
        Assert.Equal(429, (await gateway.SubmitAsync(Bodies.Video())).Status);
        gateway.Settings.Changes.Change("Teams:studio:RequestsPerMinute", "100");
        gateway.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video())).Status);
    }

    [Fact]
    public async Task Too_many_bad_keys_from_one_address_are_refused_and_a_good_one_never_is()
    {
        var gateway = await StartAsync(settings => settings.Set("RateLimits:FailedAuthenticationsPerMinute", "3").Set("ForwardedHeaders:KnownNetworks:0", "127.0.0.0/8"));
        for (var i = 0; i < 3; i++) Assert.Equal(401, (await FromAsync(gateway, "203.0.113.7", "stranger")).Status);
        var refused = await FromAsync(gateway, "203.0.113.7", "stranger");
        Assert.Equal((429, "20"), (refused.Status, refused.Header("Retry-After")));
        Assert.Equal(200, (await FromAsync(gateway, "203.0.113.7", "studio")).Status);
        Assert.Equal(401, (await FromAsync(gateway, "203.0.113.8", "stranger")).Status);
        Assert.Equal(401, (await FromAsync(gateway, "203.0.113.7", null)).Status);
        for (var i = 0; i < 3; i++) Assert.Equal(401, (await FromAsync(gateway, "2001:db8:1:2::" + i.ToString(CultureInfo.InvariantCulture), "stranger")).Status);
        Assert.Equal(429, (await FromAsync(gateway, "2001:db8:1:2:ffff::9", "stranger")).Status);
        Assert.Equal(401, (await FromAsync(gateway, "2001:db8:1:3::1", "stranger")).Status);
        gateway.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal(401, (await FromAsync(gateway, "203.0.113.7", "stranger")).Status);
    }

    [Fact]
    public void Limits_that_are_no_numbers_are_named()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(
            [new("RateLimits:Replicas", "0"), new("RateLimits:FailedAuthenticationsPerMinute", "many")]).Build();
        Assert.Equal("RateLimits:Replicas: '0' is not a whole number above zero.", Assert.Single(Gateway.RateLimits.RateLimitsOptions.FaultsOf(settings)));
        Assert.Equal("RateLimits:FailedAuthenticationsPerMinute: 'many' is not a whole number above zero.", Assert.Single(FailedAuthentications.FaultsOf(settings)));
    }

    private static Task<Answer> FromAsync(GatewayFixture gateway, string address, string? team)
    {
        var request = gateway.Request(HttpMethod.Get, "/gateway/v1/budgets", team);
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
        return gateway.SendAsync(request);
    }
}
