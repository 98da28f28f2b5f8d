using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>A team looks at its own money, and those who look after the gateway at everyone's.</summary>
public sealed class AccountStories : Story
{
    public static TheoryData<string> Orders =>
    [
        """{"model":"bytedance/seedance-2.0/text-to-video","prompt":"p","duration":5,"resolution":"720p","ratio":"16:9"}""",
        """{"model":"bytedance/seedance-2.0/text-to-video","prompt":"p"}""",
        """{"model":"bytedance/seedance-2.0/text-to-video","prompt":"p","duration":-1,"ratio":"adaptive"}""",
        """{"model":"bytedance/seedance-2.0/image-to-video","prompt":"p","width":512,"height":512,"duration":3,"fps":24}""",
        """{"model":"bytedance/seedance-2.0-fast/text-to-video","prompt":"p","resolution":"480p"}""",
    ];

    [Theory]
    [MemberData(nameof(Orders))]
    public async Task A_quote_says_what_will_be_held(string order)
    {
        var gateway = await StartAsync();
        var body = JsonNode.Parse(order)!;
        var quote = await gateway.QuoteAsync(body);
        Assert.Equal((200, (string?)body["model"]), (quote.Status, quote.Member("model")));
        Assert.Equal(JsonValueKind.Array, quote.Json.GetProperty("assumptions").ValueKind);
        Assert.Empty(await gateway.LedgerAsync());
        Assert.Empty(gateway.Vendor.Traffic.Requests);
        var charge = await gateway.ChargeAsync((await gateway.BuyAsync(body)).ChargeId);
        Assert.Equal((charge.QuotedUsd.ToString(), charge.HoldUsd.ToString()), (quote.Member("usd"), quote.Member("holdUsd")));
        Assert.True(charge.HoldUsd >= charge.QuotedUsd && charge.QuotedUsd > Usd.Zero);
    }

    [Fact]
    public async Task The_pages_own_sample_is_priced_as_it_is_sent()
    {
        var gateway = await StartAsync();
        Assert.Equal("0.2064384", (await gateway.QuoteAsync(Bodies.PageSample())).Member("usd"));
    }

    [Fact]
    public async Task A_team_lists_its_own_charges_and_nobody_elses()
    {
        var gateway = await StartAsync();
        var mine = await gateway.BuyAsync();
        var done = await gateway.BuyAsync();
        var theirs = await gateway.BuyAsync(team: "lab");
        gateway.Vendor.Complete(done.PredictionId, 1.2m);
        await gateway.UntilChargeAsync(done.ChargeId, ChargeState.Settled);
        var list = await gateway.ChargesAsync();
        Assert.Equal(200, list.Status);
        Assert.Contains(mine.ChargeId, list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(theirs.ChargeId, list.Text, StringComparison.Ordinal);
        var settled = await gateway.ChargesAsync("?state=settled");
        Assert.Contains(done.ChargeId, settled.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(mine.ChargeId, settled.Text, StringComparison.Ordinal);
        var one = await gateway.GetAsync($"/gateway/v1/charges/{done.ChargeId}");
        Assert.Contains("\"1.2\"", one.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("sunset", list.Text + one.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dates_of_a_list_include_their_start_and_exclude_their_end()
    {
        var gateway = await StartAsync();
        var answer = await gateway.BuyAsync();
        var day = GatewaySettings.Start.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        Assert.Contains(answer.ChargeId, (await gateway.ChargesAsync($"?from={day}&to=2026-11-24")).Text, StringComparison.Ordinal);
        Assert.Contains(answer.ChargeId, (await gateway.ChargesAsync("?from=2026-11-23T10:00:00Z")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.ChargeId, (await gateway.ChargesAsync($"?to={day}")).Text, StringComparison.Ordinal);
        Assert.InRange((await gateway.ChargesAsync("?from=yesterday")).Status, 400, 422);
    }

    [Fact]
    public async Task Finance_reads_every_team_and_buys_nothing()
    {
        var gateway = await StartAsync(settings => settings.Operator("finance", "Finance"));
        var mine = await gateway.BuyAsync();
        var theirs = await gateway.BuyAsync(team: "lab");
        var list = await gateway.ChargesAsync(team: "finance");
        Assert.Contains(mine.ChargeId, list.Text, StringComparison.Ordinal);
        Assert.Contains(theirs.ChargeId, list.Text, StringComparison.Ordinal);
        var lab = await gateway.ChargesAsync("?team=lab", "finance");
        Assert.DoesNotContain(mine.ChargeId, lab.Text, StringComparison.Ordinal);
        Assert.Equal("lab", (await gateway.GetAsync("/gateway/v1/budgets?team=lab", "finance")).Member("team"));
        Assert.Equal(200, (await gateway.GetAsync("/gateway/v1/budgets", "finance")).Status);
        Assert.Equal(403, (await gateway.SubmitAsync(Bodies.Video(), "finance")).Status);
        // A team that asks for another's sees its own or nothing, never the other's.
        Assert.DoesNotContain(mine.ChargeId, (await gateway.ChargesAsync("?team=studio", "lab")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Budgets_stand_in_their_configured_order_and_never_show_less_than_nothing()
    {
        var gateway = await StartAsync(settings => settings.WithoutBudgets("studio")
            .Budget("studio", "monthly", "Month", 500).Budget("studio", "daily", "Day", 50).Budget("studio", "all", "Total", 9000));
        await gateway.BuyAsync();
        var budgets = await gateway.BudgetsAsync();
        Assert.Equal(["all", "daily", "monthly"], budgets.Select(budget => budget.Name).Order());
        Assert.All(budgets, budget => Assert.Equal(budget.Limit - budget.Held, budget.Remaining));
        Assert.Null(budgets.Single(budget => budget.Name == "all").ResetsAt);
        Assert.Equal(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), budgets.Single(budget => budget.Name == "monthly").ResetsAt);
    }

    [Fact]
    public async Task Health_is_told_without_a_credential()
    {
        var gateway = await StartAsync();
        Assert.Equal(200, (await gateway.GetAsync("/health/live", team: null)).Status);
        Assert.Equal(200, (await gateway.GetAsync("/health/ready", team: null)).Status);
        Assert.Empty(gateway.Vendor.Traffic.Requests);
    }
}
