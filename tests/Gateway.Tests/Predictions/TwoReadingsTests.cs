using System.Text;
using Gateway.Predictions;
using Gateway.Tests.Pricing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Predictions;

/// <summary>Bodies and settings that mean something else to the vendor or to the worker.</summary>
public sealed class TwoReadingsTests
{
    /// <summary>Go's encoding/json, which «ID», «createdAt» and {code,msg,data} smell of, folds ſ to s and the Kelvin sign to k.</summary>
    [Theory]
    [InlineData("""{"model":"m","resolution":"480p","reſolution":"4k"}""")]
    [InlineData("""{"model":"m","re\u017folution":"4k"}""")]
    [InlineData("""{"model":"m","reference_videoſ":["https://x"]}""")]
    public void A_key_that_folds_to_a_pricing_field_is_refused(string body) =>
        Assert.NotNull(SubmitBody.Read(Encoding.UTF8.GetBytes(body), Books.Shipped.PricingFields).Fault);

    [Fact]
    public void A_webhook_address_is_taken_off_however_its_key_folds()
    {
        var (body, _) = SubmitBody.Read(Encoding.UTF8.GetBytes("{\"model\":\"m\",\"webhoo\u212a_url\":\"https://x\"}"), Books.Shipped.PricingFields);
        Assert.True(body is null || !Sent(body).Contains("https://x", StringComparison.Ordinal));
    }

    [Fact]
    public void An_input_inside_an_input_does_not_go_out_unpriced()
    {
        var (body, _) = SubmitBody.Read("""{"model":"m","input":{"prompt":"a","input":{"duration":15,"resolution":"4k"}}}"""u8.ToArray(), Books.Shipped.PricingFields);
        Assert.True(body is null || !Sent(body).Contains("4k", StringComparison.Ordinal), body is null ? "" : "sent: " + Sent(body));
    }

    [Theory]
    [InlineData("""{"duration":4}""")]
    [InlineData("""{"duration":3}""")]
    public void The_hold_of_the_shortest_videos_covers_the_extra_frame(string request)
    {
        var held = Books.Shipped.Price(Books.Text2Video, request).HoldUsd;
        var upstream = Usd.FromDollars(Math.Floor(1280m * 720 * (24 * 4 + 1) / 1024) * 0.0112m / 1000);
        Assert.True(held >= upstream, $"held {held}, upstream bills {upstream}");
    }

    [Theory]
    [InlineData("00:00:00.0005")]
    public void An_interval_that_would_stop_the_worker_is_refused_at_the_start(string interval)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Predictions:FollowInterval"] = interval }).Build();
        var stops = Record.Exception(() => new PeriodicTimer(TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture)).Dispose()) is not null;
        Assert.True(!stops || PredictionsOptions.FaultsOf(configuration).Any());
    }

    private static string Sent(SubmitBody body)
    {
        using var reader = new StreamReader(new SegmentStream(body.Sent()));
        return reader.ReadToEnd();
    }
}
