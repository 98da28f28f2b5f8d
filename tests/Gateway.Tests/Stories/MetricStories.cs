using Gateway.Ledger;
using Gateway.Ledger.Writing;
using Gateway.Tests.Telemetry;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What the gateway counts of itself.</summary>
public sealed class MetricStories : Story
{
    /// <summary>The price book's entry for <see cref="Bodies.Model"/>.</summary>
    private const string Entry = "model=bytedance/seedance-2.0/*-to-video";

    [Fact]
    public async Task A_paid_video_is_counted_once_with_what_was_held_and_what_it_cost()
    {
        var gateway = await StartAsync();
        using var metrics = new Measurements(gateway.App.Services);
        var submitted = await gateway.BuyAsync();
        var charge = await gateway.ChargeAsync(submitted.ChargeId);
        Assert.Equal(Dollars(charge.HoldUsd), metrics.Sum("atlas_gateway.cost", $"kind=held {Entry} team=studio"));
        gateway.Vendor.Complete(submitted.PredictionId, 1.18m);
        await gateway.PollUntilAsync(submitted.PredictionId, "completed");
        for (var i = 0; i < 5; i++) await gateway.PollAsync(submitted.PredictionId);
        Assert.Equal(1, metrics.Sum("atlas_gateway.predictions", $"{Entry} outcome=settled team=studio"));
        Assert.Equal(1.18, metrics.Sum("atlas_gateway.cost", $"kind=settled {Entry} team=studio"));
        Assert.Equal(0, metrics.Sum("atlas_gateway.cost", $"kind=released {Entry} team=studio"));
        var settled = await gateway.ChargeAsync(submitted.ChargeId);
        Assert.Equal((settled.EndedAt - settled.HeldAt)!.Value.TotalSeconds, metrics.Sum("atlas_gateway.prediction.duration", $"{Entry} outcome=settled"));
        Assert.Equal(1, metrics.Sum("atlas_gateway.vendor.calls", "operation=generateVideo outcome=2xx"));
        Assert.True(metrics.Sum("atlas_gateway.status.lookups", "result=memory") >= 5);
        Assert.True(metrics.Sum("atlas_gateway.status.lookups", "result=vendor") >= 1);
    }

    [Fact]
    public async Task A_late_price_corrects_the_cost_and_ends_nothing_twice()
    {
        var gateway = await StartAsync();
        using var metrics = new Measurements(gateway.App.Services);
        gateway.Vendor.OnAccept = job => job.PriceFrom = GatewaySettings.Start.AddSeconds(90);
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 1.25m);
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Spent == 1.25m, "the late price counts");
        // The worker counts after it has booked.
        Assert.True(await Eventually.TrueAsync(() => metrics.Sum("atlas_gateway.cost", $"kind=adjusted {Entry} team=studio") == 0.0404));
        Assert.Equal((double)Bodies.VideoUsd, metrics.Sum("atlas_gateway.cost", $"kind=settled {Entry} team=studio"));
        Assert.Equal(1, metrics.Sum("atlas_gateway.predictions", $"{Entry} outcome=settled team=studio"));
    }

    [Theory]
    [InlineData(400, "refused", "4xx")]
    [InlineData(429, "refused", "4xx")]
    public async Task A_submit_the_vendor_refuses_is_released_whole(int vendorStatus, string outcome, string vendorOutcome)
    {
        var gateway = await StartAsync();
        using var metrics = new Measurements(gateway.App.Services);
        gateway.Vendor.NextSubmits(Submits.Reject(vendorStatus));
        var answer = await gateway.SubmitAsync(Bodies.Video());
        var charge = await gateway.ChargeAsync(answer.ChargeId);
        Assert.Equal(1, metrics.Sum("atlas_gateway.predictions", $"{Entry} outcome={outcome} team=studio"));
        Assert.Equal(Dollars(charge.HoldUsd), metrics.Sum("atlas_gateway.cost", $"kind=released {Entry} team=studio"));
        Assert.Equal(1, metrics.Sum("atlas_gateway.vendor.calls", $"operation=generateVideo outcome={vendorOutcome}"));
    }

    [Fact]
    public async Task Refusals_are_counted_by_their_reason()
    {
        var gateway = await StartAsync(settings => settings.WithoutBudgets("studio").Budget("studio", "daily", "Day", 1.3m).Set("Teams:lab:MaxInFlight", "1"));
        using var metrics = new Measurements(gateway.App.Services);
        await gateway.BuyAsync();
        Assert.Equal(429, (await gateway.SubmitAsync(Bodies.Video())).Status);
        await gateway.BuyAsync(team: "lab");
        Assert.Equal(429, (await gateway.SubmitAsync(Bodies.Video(), "lab")).Status);
        Assert.Equal(1, metrics.Sum("atlas_gateway.quota.rejections", "reason=budget team=studio"));
        Assert.Equal(1, metrics.Sum("atlas_gateway.quota.rejections", "reason=in_flight team=lab"));
    }

    [Fact]
    public async Task A_model_name_a_caller_made_up_is_no_label()
    {
        var gateway = await StartAsync();
        using var metrics = new Measurements(gateway.App.Services);
        Assert.Equal(400, (await gateway.SubmitAsync(Bodies.Video().With("model", "made-up/model-1"))).Status);
        for (var i = 0; i < 3; i++) Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video().With("model", $"bytedance/seedance-2.0/made-up-{i}-to-video"))).Status);
        Assert.Equal(404, (await gateway.GetAsync("/api/v1/model/prediction/made-up")).Status);
        Assert.True(metrics.Sum("atlas_gateway.cost", $"kind=held {Entry} team=studio") > 3);
        Assert.DoesNotContain(metrics.Labels, labels => labels.Contains("made-up", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_gauges_show_how_things_stand_and_ask_the_ledger_every_ten_seconds_at_most()
    {
        CountingViews? views = null;
        var gateway = await StartAsync(settings => settings.Budget("studio", "monthly", "Month", 100).Set("Company:Budgets:all:Period", "Month").Set("Company:Budgets:all:LimitUsd", "1000")
            .Services = services => services.AddSingleton<ILedgerViews>(provider => views = new CountingViews(provider.GetRequiredService<BatchedLedger>().Views)));
        using var metrics = new Measurements(gateway.App.Services);
        await gateway.BuyAsync();
        gateway.Vendor.History.FailNextPages(1_000);
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        await gateway.SubmitAsync(Bodies.Video(), "lab");
        await gateway.UntilAsync(() => Task.FromResult(metrics.Gauge("atlas_gateway.predictions.in_flight", "team=studio") == 1), "the gauges are read");
        Assert.Equal(1, metrics.Gauge("atlas_gateway.unknown", "team=lab"));
        Assert.NotNull(metrics.Gauge("atlas_gateway.settlement.backlog"));
        var budget = await gateway.BudgetAsync();
        Assert.Equal((double)budget.Remaining, metrics.Gauge("atlas_gateway.quota.remaining", "budget=daily scope=team team=studio"));
        Assert.InRange(metrics.Gauge("atlas_gateway.quota.remaining", "budget=all scope=company team=") ?? 0, 990, 999);
        var reads = views!.Reads;
        for (var i = 0; i < 100; i++) metrics.Gauge("atlas_gateway.unknown");
        Assert.Equal(reads, views.Reads);
    }

    [Fact]
    public async Task Nothing_is_read_for_gauges_that_nobody_collects()
    {
        CountingViews? views = null;
        var gateway = await StartAsync(settings => settings.Services = services => services.AddSingleton<ILedgerViews>(
            provider => views = new CountingViews(provider.GetRequiredService<BatchedLedger>().Views)));
        gateway.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, views!.Reads);
    }

    private static double Dollars(Usd usd) => Math.Round(usd.Nanos / (double)Usd.NanosPerDollar, 9);
}
