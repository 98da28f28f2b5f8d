using System.Globalization;
using System.Text.Json;
using Gateway.Http;
using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What is refused before the vendor hears of it.</summary>
public sealed class RefusalStories : Story
{
    [Fact]
    public async Task A_team_over_budget_is_refused_before_Atlas_is_called()
    {
        var gateway = await StartAsync(settings => settings.Budget("studio", "daily", "Day", 2));
        var first = await gateway.BuyAsync();
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal((429, "application/problem+json"), (answer.Status, answer.Header("Content-Type")?.Split(';')[0]));
        Assert.Equal((Problem.QuotaExceeded, "429", "429"), (answer.Member("type"), answer.Member("status"), answer.Member("code")));
        Assert.Equal(("studio", "daily", "Day"), (answer.Member("team"), answer.Member("budget"), Capitalised(answer.Member("period"))));
        Assert.Equal((2m, 0m), (answer.Usd("limitUsd"), answer.Usd("spentUsd")));
        Assert.Equal((await gateway.ChargeAsync(first.ChargeId)).HoldUsd.ToString(), answer.Member("heldUsd"));
        Assert.InRange(answer.Usd("requestedUsd"), Bodies.VideoUsd, Bodies.RoomForFour / 4);
        var reset = GatewaySettings.Start.Date.AddDays(1);
        Assert.Equal(reset, answer.Json.GetProperty("resetsAt").GetDateTimeOffset().UtcDateTime);
        Assert.Equal((reset - GatewaySettings.Start.UtcDateTime).TotalSeconds, double.Parse(answer.Header("Retry-After")!, CultureInfo.InvariantCulture));
        Assert.Equal(answer.Member("detail"), answer.Member("msg"));
        Assert.DoesNotContain("balance", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("insufficient", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Single(gateway.Vendor.Traffic.Submits);
        Assert.Single(await gateway.LedgerAsync());
    }

    [Fact]
    public async Task One_request_that_a_whole_budget_can_never_hold_is_forbidden_and_not_merely_early()
    {
        var gateway = await StartAsync(settings => settings.Budget("studio", "daily", "Day", 1));
        await AssertRefusedAsync(gateway, 403, Bodies.Video());
        Assert.DoesNotContain(gateway.Answers, answer => answer.Header("Retry-After") is not null);
    }

    [Fact]
    public async Task A_budget_that_never_resets_is_forbidden_once_it_is_used_up()
    {
        var gateway = await StartAsync(settings => settings.WithoutBudgets("studio").Budget("studio", "project", "Total", 2));
        await gateway.BuyAsync();
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal((403, null), (answer.Status, answer.Header("Retry-After")));
        Assert.Single(gateway.Vendor.Traffic.Submits);
    }

    [Fact]
    public async Task A_failed_job_gives_its_room_back()
    {
        var gateway = await StartAsync(settings => settings.Budget("studio", "daily", "Day", 2));
        var first = await gateway.BuyAsync();
        gateway.Vendor.Fail(first.PredictionId);
        await gateway.UntilChargeAsync(first.ChargeId, ChargeState.Released);
        await gateway.BuyAsync();
    }

    [Fact]
    public async Task Two_hundred_callers_at_once_on_a_budget_for_four_get_exactly_four_to_the_vendor()
    {
        var gateway = await StartAsync(settings => settings.Budget("studio", "daily", "Day", Bodies.RoomForFour));
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => gateway.SubmitAsync(Bodies.Video($"caller {i}"))));
        Assert.Equal(4, answers.Count(answer => answer.Status == 200));
        Assert.Equal(196, answers.Count(answer => answer.Status == 429));
        Assert.Equal(4, gateway.Vendor.Traffic.Submits.Count);
        Assert.Equal(4, (await gateway.LedgerAsync()).Count);
    }

    [Fact]
    public async Task The_companys_budget_holds_for_all_teams_together()
    {
        var gateway = await StartAsync(settings => settings.Set("Company:Budgets:daily:Period", "Day").Set("Company:Budgets:daily:LimitUsd", "2"));
        await gateway.BuyAsync(team: "lab");
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal((429, "daily"), (answer.Status, answer.Member("budget")));
        Assert.Single(gateway.Vendor.Traffic.Submits);
    }

    [Fact]
    public async Task A_keys_own_budget_holds_beside_the_teams()
    {
        var gateway = await StartAsync(settings => settings
            .Set("Teams:studio:Keys:farm:Budgets:hourly:Period", "Hour").Set("Teams:studio:Keys:farm:Budgets:hourly:LimitUsd", "2"));
        await gateway.BuyAsync();
        Assert.Equal("hourly", (await gateway.SubmitAsync(Bodies.Video())).Member("budget"));
        gateway.Advance(TimeSpan.FromHours(1));
        await gateway.BuyAsync();
    }

    [Fact]
    public async Task A_team_may_have_only_so_many_jobs_in_flight()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:MaxInFlight", "2"));
        var first = await gateway.BuyAsync();
        await gateway.BuyAsync();
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(429, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        gateway.Vendor.Complete(first.PredictionId);
        await gateway.UntilChargeAsync(first.ChargeId, ChargeState.Settled);
        await gateway.BuyAsync();
    }

    [Fact]
    public async Task A_suspended_team_buys_nothing()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:Suspended", "true"));
        await AssertRefusedAsync(gateway, 403, Bodies.Video());
    }

    [Fact]
    public async Task A_suspended_company_buys_nothing()
    {
        var gateway = await StartAsync(settings => settings.Set("Company:Suspended", "true"));
        await AssertRefusedAsync(gateway, 403, Bodies.Video());
    }

    [Fact]
    public async Task A_model_without_a_price_is_not_sent_and_one_the_team_may_not_use_neither()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:lab:Models:0", "bytedance/seedance-2.0-fast/*"));
        await AssertRefusedAsync(gateway, 400, Bodies.Video().With("model", "unheard-of/model-9"), "unheard-of/model-9");
        await AssertRefusedAsync(gateway, 403, Bodies.Video(), team: "lab");
    }

    [Theory]
    [InlineData("duration", "0")]
    [InlineData("duration", "-7")]
    [InlineData("duration", "1000000000")]
    [InlineData("duration", "\"5\"")]
    [InlineData("width", "512")]
    [InlineData("resolution", "\"8k\"")]
    [InlineData("fps", "60")]
    public async Task A_value_that_cannot_be_priced_is_refused_by_its_name(string field, string json)
    {
        var gateway = await StartAsync();
        var answer = await gateway.SubmitAsync(Bodies.Video().With(field, System.Text.Json.Nodes.JsonNode.Parse(json)));
        Assert.Contains(answer.Status, new[] { 400, 422 });
        Assert.Contains(field, answer.Text, StringComparison.Ordinal);
        Assert.Empty(gateway.Vendor.Traffic.Requests);
    }

    [Fact]
    public async Task Nobody_and_strangers_are_told_to_show_a_good_key()
    {
        var gateway = await StartAsync();
        foreach (var team in new[] { null, "strangers" })
        {
            var answer = await gateway.SubmitAsync(Bodies.Video(), team);
            Assert.Equal(401, answer.Status);
            Assert.StartsWith("Bearer", answer.Header("WWW-Authenticate"), StringComparison.Ordinal);
            Assert.Equal(JsonValueKind.Object, answer.Json.ValueKind);
            Assert.Equal(401, (await gateway.PollAsync("pred-1-000001", team)).Status);
        }
        Assert.Empty(gateway.Vendor.Traffic.Requests);
    }

    private static async Task AssertRefusedAsync(GatewayFixture gateway, int status, System.Text.Json.Nodes.JsonNode body, string says = "", string team = "studio")
    {
        var answer = await gateway.SubmitAsync(body, team);
        Assert.Equal((status, "application/problem+json"), (answer.Status, answer.Header("Content-Type")?.Split(';')[0]));
        Assert.Contains(says, answer.Text, StringComparison.Ordinal);
        Assert.Empty(gateway.Vendor.Traffic.Submits);
        Assert.Empty(await gateway.LedgerAsync());
    }

    private static string? Capitalised(string? word) => word is null ? null : char.ToUpperInvariant(word[0]) + word[1..].ToLowerInvariant();
}
