using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The company's account at the vendor: operators see it, and callers never do.</summary>
public sealed class BalanceStories : Story
{
    private Task<GatewayFixture> StartWatchingAsync(string? warnBelow = "100") => StartAsync(settings =>
    {
        settings.Set("Atlas:Balance:Interval", "00:01:00");
        if (warnBelow is not null) settings.Set("Atlas:Balance:WarnBelowUsd", warnBelow);
    });

    private static async Task ReadAgainAsync(GatewayFixture gateway, SubmitStep answer)
    {
        gateway.Vendor.EveryBalance = answer;
        var read = gateway.Vendor.Traffic.Count("/public/v1/balance");
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Traffic.Count("/public/v1/balance") > read), "it was read");
    }

    private static int Count(GatewayFixture gateway, int eventId) => gateway.Logs.Lines.Count(line => line.Contains($"BalanceWatch {eventId} ", StringComparison.Ordinal));

    [Fact]
    public async Task The_balance_is_a_gauge_and_in_nobodys_answer()
    {
        var gateway = await StartWatchingAsync();
        using var gauges = new Gauges(gateway);
        Assert.True(await Eventually.TrueAsync(() => gauges.Read("balance") == 125.5));
        await ReadAgainAsync(gateway, Balances.Of("124.290400"));
        Assert.True(await Eventually.TrueAsync(() => gauges.Read("balance") == 124.2904));
        await gateway.BuyAsync();
        await gateway.BudgetAsync();
        Assert.Equal(404, (await gateway.GetAsync("/public/v1/balance")).Status);
        Assert.DoesNotContain(gateway.Answers, answer => answer.Text.Contains("124.29", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_little_is_told_when_it_is_crossed_and_then_once_an_hour()
    {
        var gateway = await StartWatchingAsync();
        using var gauges = new Gauges(gateway);
        Assert.True(await Eventually.TrueAsync(() => gauges.Read("balance") == 125.5));
        Assert.Equal(0, Count(gateway, 5030));
        await ReadAgainAsync(gateway, Balances.Of("99.999999"));
        Assert.True(await Eventually.TrueAsync(() => Count(gateway, 5030) == 1));
        for (var minute = 0; minute < 55; minute++) await ReadAgainAsync(gateway, Balances.Of("90"));
        Assert.Equal(1, Count(gateway, 5030));
        for (var minute = 0; minute < 7; minute++) await ReadAgainAsync(gateway, Balances.Of("-3.5"));
        Assert.True(await Eventually.TrueAsync(() => Count(gateway, 5030) == 2 && gauges.Read("balance") == -3.5));
        await ReadAgainAsync(gateway, Balances.Of("500"));
        Assert.True(await Eventually.TrueAsync(() => Count(gateway, 5031) == 1));
        await ReadAgainAsync(gateway, Balances.Of("99"));
        Assert.True(await Eventually.TrueAsync(() => Count(gateway, 5030) == 3));
    }

    [Fact]
    public async Task An_odd_answer_harms_nothing_and_an_old_figure_is_not_shown_for_ever()
    {
        var gateway = await StartWatchingAsync(warnBelow: null);
        using var gauges = new Gauges(gateway);
        Assert.True(await Eventually.TrueAsync(() => gauges.Read("balance") == 125.5));
        SubmitStep[] oddities =
        [
            Balances.Of("a lot"), Balances.Of("125.5", "eur"), Balances.Of("1e400"), Submits.BadGatewayWithoutAccepting, Submits.LoseWithoutAccepting,
            Submits.Reject(401), call => call.AnswerAsync(200, "application/json", "[]"u8.ToArray()),
            call => call.AnswerAsync(200, "application/json", """{"object":"balance","available":7}"""u8.ToArray()),
        ];
        foreach (var odd in oddities) await ReadAgainAsync(gateway, odd);
        Assert.True(await Eventually.TrueAsync(() => gauges.Read("balance") is null));
        Assert.Equal(1, Count(gateway, 5032));
        await ReadAgainAsync(gateway, Balances.Of("80"));
        Assert.True(await Eventually.TrueAsync(() => gauges.Read("balance") == 80));
        Assert.Equal((0, 1d), (Count(gateway, 5030), gauges.Read("refusals", "balance/401")));
    }

    [Fact]
    public async Task It_can_be_switched_off()
    {
        var gateway = await StartAsync();
        using var gauges = new Gauges(gateway);
        gateway.Advance(TimeSpan.FromHours(1));
        Assert.Null(gauges.Read("balance"));
        Assert.Equal(0, gateway.Vendor.Traffic.Count("/public/v1/balance"));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(402)]
    [InlineData(403)]
    public async Task A_refusal_of_the_company_is_counted_so_that_a_person_can_be_called(int status)
    {
        var gateway = await StartAsync();
        using var gauges = new Gauges(gateway);
        gateway.Vendor.NextSubmits(Submits.Reject(status), Submits.Reject(422), Submits.RejectUnder200(status), Submits.Reject(429));
        for (var i = 0; i < 4; i++) await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(2, gauges.Read("refusals", $"generateVideo/{status}"));
    }
}
