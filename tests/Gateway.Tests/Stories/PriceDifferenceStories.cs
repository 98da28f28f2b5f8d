using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Ledger;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The vendor charges something else than the book foretold: it is paid, and it is told.</summary>
public sealed class PriceDifferenceStories : Story
{
    private const string Family = "bytedance/seedance-2.0/*-to-video";

    [Fact]
    public async Task A_vendor_price_apart_from_the_formulas_is_measured_and_logged()
    {
        var gateway = await StartAsync();
        using var measured = new Measured(gateway);
        var charge = await SettleAsync(gateway, Bodies.VideoUsd * 0.5m);
        await gateway.UntilAsync(() => Task.FromResult(Lines(gateway, 6110).Count > 0), "the difference is told");

        Assert.Equal([(Family, 0.5)], measured.Differences);
        var line = Assert.Single(Lines(gateway, 6110));
        Assert.StartsWith("Warning", line, StringComparison.Ordinal);
        Assert.Contains($"{Bodies.Model} differs from the price book's ({Family}): 0.6048 USD instead of 1.2096 USD, 0.5 times it, on charge {charge.Id}", line);
        Assert.Empty(Lines(gateway, 6111));
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(1.009)]
    [InlineData(0.991)]
    public async Task A_vendor_price_within_the_tolerance_is_silent(double times)
    {
        var gateway = await StartAsync();
        using var measured = new Measured(gateway);
        await SettleAsync(gateway, Bodies.VideoUsd * (decimal)times);
        await SettleAsync(gateway, Bodies.VideoUsd * 4);
        await measured.UntilAsync(gateway, 1);

        Assert.Equal([(Family, 4.0)], measured.Differences);
        Assert.Contains("4 times it", Assert.Single(Lines(gateway, 6110)));
    }

    [Fact]
    public async Task The_tolerance_is_configured()
    {
        var gateway = await StartAsync(settings => settings.Set("Pricing:DifferenceTolerance", "0"));
        using var measured = new Measured(gateway);
        await SettleAsync(gateway, Bodies.VideoUsd);
        await SettleAsync(gateway, Bodies.VideoUsd + 0.000000001m);
        await measured.UntilAsync(gateway, 1);

        Assert.True(Assert.Single(measured.Differences).Ratio > 1);
    }

    [Fact]
    public async Task A_wrong_entry_of_the_book_writes_a_line_an_hour_and_says_how_many_there_were()
    {
        var gateway = await StartAsync(settings => settings.Unlimited("studio"));
        using var measured = new Measured(gateway);
        for (var video = 0; video < 4; video++) await SettleAsync(gateway, 1);
        await measured.UntilAsync(gateway, 4);
        Assert.Contains("apart: 1 since", Assert.Single(Lines(gateway, 6110)));
        Assert.IsType<ManualTime>(gateway.Settings.Time).Leap(TimeSpan.FromHours(1));
        await SettleAsync(gateway, 1);
        await gateway.UntilAsync(() => Task.FromResult(Lines(gateway, 6110).Count > 1), "it is told again");

        Assert.Equal(5, measured.Differences.Count);
        Assert.Contains("apart: 4 since", Lines(gateway, 6110)[1]);
    }

    [Fact]
    public async Task More_than_was_held_is_paid_in_full_and_told_as_a_book_that_is_too_low()
    {
        var gateway = await StartAsync();
        var charge = await SettleAsync(gateway, 3);

        Assert.Equal(Usd.FromDollars(3), charge.SettledUsd);
        await gateway.UntilAsync(() => Task.FromResult(Lines(gateway, 6111).Count > 0), "the hold is told to have been too small");
        var line = Assert.Single(Lines(gateway, 6111));
        Assert.Contains($"3 USD settled of {charge.HoldUsd} USD held on charge {charge.Id}", line);
        Assert.Single(Lines(gateway, 6110));
    }

    [Fact]
    public async Task A_thousand_polls_measure_a_difference_once_and_a_price_that_comes_late_is_measured_too()
    {
        var gateway = await StartAsync();
        using var measured = new Measured(gateway);
        gateway.Vendor.OnAccept = job => job.PriceFromVerdictPoll = 2;
        var bought = await gateway.BuyAsync();
        gateway.Vendor.Complete(bought.PredictionId, 2 * Bodies.VideoUsd);
        await gateway.UntilChargeAsync(bought.ChargeId, ChargeState.Settled);
        Assert.Empty(measured.Differences);
        await gateway.UntilAsync(async () => (await gateway.ChargeAsync(bought.ChargeId)).PriceSource == PriceSource.Vendor, "the late price is read");
        await measured.UntilAsync(gateway, 1);
        for (var poll = 0; poll < 20; poll++) await gateway.PollAsync(bought.PredictionId);

        Assert.Equal([(Family, 2.0)], measured.Differences);
    }

    private static async Task<Charge> SettleAsync(GatewayFixture gateway, decimal vendorUsd)
    {
        var bought = await gateway.BuyAsync();
        gateway.Vendor.Complete(bought.PredictionId, vendorUsd);
        return await gateway.UntilChargeAsync(bought.ChargeId, ChargeState.Settled);
    }

    private static List<string> Lines(GatewayFixture gateway, int id) =>
        [.. gateway.Logs.Lines.Where(line => line.Contains($"PriceDifferences {id} ", StringComparison.Ordinal))];

    /// <summary>Listens to this gateway's own meter: others run beside it.</summary>
    private sealed class Measured : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly ConcurrentQueue<(string Family, double Ratio)> _differences = new();

        public Measured(GatewayFixture gateway)
        {
            var meters = gateway.App.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Meter.Scope == meters && instrument.Name == "atlas_gateway.price.difference")
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<double>((_, ratio, tags, _) => _differences.Enqueue(((string)tags[0].Value!, ratio)));
            _listener.Start();
        }

        public IReadOnlyCollection<(string Family, double Ratio)> Differences => _differences;

        /// <summary>The books are settled a moment before the difference is measured.</summary>
        public Task UntilAsync(GatewayFixture gateway, int count) =>
            gateway.UntilAsync(() => Task.FromResult(_differences.Count >= count), $"{count} differences are measured");

        public void Dispose() => _listener.Dispose();
    }
}
