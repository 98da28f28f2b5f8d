using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>A hold is the most a request can cost under every reading of what is known.</summary>
public sealed class HoldTests
{
    private static long Held(string request, string model = Books.Text2Video, decimal multiplier = 1) =>
        Books.Shipped.Price(model, request, multiplier).HoldUsd.Nanos;

    [Fact]
    public void A_plain_request_is_held_with_the_margin() => Assert.Equal(1_221_696_000, Held("{}"));

    [Fact]
    public void The_margin_covers_the_extra_frame_that_upstream_bills() =>
        Assert.True(Held("{}") >= Usd.FromDollars(108_900 * 0.0112m / 1000).Nanos);

    [Fact]
    public void The_pages_sample_is_held_as_720p_for_4_seconds_and_the_frame_that_may_be_billed_on_top() =>
        Assert.Equal(977_760_000, Held("""{"width":512,"height":512,"duration":3,"fps":24}"""));

    [Fact]
    public void A_small_size_does_not_shrink_the_hold_below_its_resolution() =>
        Assert.Equal(Held("""{"resolution":"1080p"}"""), Held("""{"resolution":"1080p","width":64,"height":64}"""));

    [Fact]
    public void A_large_size_is_held_as_sent() =>
        Assert.Equal(2_748_816_000, Held("""{"resolution":"480p","width":1920,"height":1080}"""));

    [Fact]
    public void A_small_size_beside_a_resolution_priced_per_second_does_not_shrink_the_price()
    {
        var quote = Books.Shipped.Price(Books.Text2Video, """{"resolution":"4k","width":16,"height":16}""");

        Assert.Equal(6_200_000_000, quote.Usd.Nanos);
        Assert.Null(quote.Tokens);
    }

    [Fact]
    public void A_large_size_beside_a_resolution_priced_per_second_is_priced_as_a_size()
    {
        var quote = Books.Shipped.Price(Books.Text2Video, """{"resolution":"720p-SR","width":1920,"height":1080}""");

        Assert.Equal(2_721_600_000, quote.Usd.Nanos);
        Assert.Equal(243_000, quote.Tokens);
    }

    [Fact]
    public void A_resolution_with_both_a_price_per_second_and_pixels_is_held_at_the_dearer() =>
        Assert.Equal(Usd.FromDollarsRoundedUp(3840 * 2160 * 24m * 5 / 1024 * 0.0112m / 1000 * 1.01m).Nanos, Held("""{"resolution":"4k"}"""));

    [Fact]
    public void A_resolution_without_pixels_is_held_at_least_as_the_default_one()
    {
        Assert.Equal(1_221_696_000, Held("""{"resolution":"720p-SR"}"""));
        Assert.Equal(2_196_750_000, Held("""{"resolution":"1080p-SR"}"""));
    }

    [Fact]
    public void Video_input_is_held_for_15_seconds_more()
    {
        Assert.Equal(3_001_881_600, Held("""{"duration":5,"reference_videos":["v"]}""", Books.Reference2Video));
        Assert.Equal(Held("{}"), Held("""{"reference_videos":[]}"""));
    }

    [Fact]
    public void Video_input_at_a_price_per_second_is_held_as_if_it_were_output()
    {
        var quote = Books.Shipped.Price(Books.Reference2Video, """{"resolution":"1440p-SR","duration":5,"reference_videos":["v"]}""");

        Assert.Equal(3_870_000_000, quote.Usd.Nanos);
        Assert.Equal(15_634_800_000, quote.HoldUsd.Nanos);
    }

    [Fact]
    public void The_minimum_with_video_counts_in_the_hold_only()
    {
        // A second of input assumed, 15 of output: at least ceil(5·15/3) = 25 seconds are held, 16 are the formula's.
        var book = Books.Good(Books.Changed(b => b["requests"]!["seedance-2.0"]!["video"]!["assumedSeconds"] = 1));
        var quote = book.Price(Books.Reference2Video, """{"duration":15,"reference_videos":["v"]}""");

        Assert.Equal(16 * 21_600, quote.Tokens);
        Assert.Equal(Usd.FromDollarsRoundedUp(25 * 21_600 * 0.00688m / 1000 * 1.01m), quote.HoldUsd);
    }

    [Fact]
    public void An_omitted_duration_can_be_held_longer_than_the_default()
    {
        var book = Books.Good(Books.With("""
            "wan/t2v": { "type": "video", "prices": [ { "from": "2026-01-01", "kind": "perSecond", "request": "sized", "usd": { "720p": 0.1, "1080p": "0.15" } } ] }
            """));

        Assert.Equal((500_000_000, 1_000_000_000), (book.Price("wan/t2v", "{}").Usd.Nanos, book.Price("wan/t2v", "{}").HoldUsd.Nanos));
        Assert.Equal(300_000_000, book.Price("wan/t2v", """{"duration":3}""").HoldUsd.Nanos);
        Assert.Equal(450_000_000, book.Price("wan/t2v", """{"duration":3,"resolution":"1080p"}""").Usd.Nanos);
    }

    [Fact]
    public void A_hold_is_rounded_up() =>
        Assert.Equal(123, Held("{}", multiplier: 0.0000001m)); // 122.1696

    [Fact]
    public void What_a_request_leaves_open_is_said()
    {
        var left = Books.Shipped.Price(Books.Text2Video, """{"ratio":"adaptive"}""").Assumptions;
        var nothing = Books.Shipped.Price(Books.Text2Video, """{"duration":5,"resolution":"720p","ratio":"16:9"}""").Assumptions;

        Assert.Equal(
            [
                "No duration was sent: 5 seconds, the model's default.",
                "No resolution was sent: 720p, the model's default.",
                "The model chooses the ratio: 4:3, the most pixels at 720p.",
            ],
            left);
        Assert.Empty(nothing);
    }
}
