using System.Globalization;
using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>The figures of the vendor's page and its formula, to the nano-dollar.</summary>
public sealed class PublishedFiguresTests
{
    private const string Image2Video = "bytedance/seedance-2.0/image-to-video";

    public static TheoryData<string, string, string, long> Requests => new()
    {
        { Image2Video, """{"prompt":"A beautiful sunset over the ocean with gentle waves","width":512,"height":512,"duration":3,"fps":24}""", "18432", 206_438_400 },
        { Books.Text2Video, """{"width":1280,"height":720,"duration":1}""", "21600", 241_920_000 },
        { Books.Text2Video, """{"resolution":"480p","ratio":"16:9","duration":5}""", "50220", 562_464_000 },
        { Books.Text2Video, """{"resolution":"480p","ratio":"4:3","duration":4}""", "39480", 442_176_000 },
        { Books.Text2Video, """{"resolution":"480p","ratio":"1:1","duration":15}""", "144000", 1_612_800_000 },
        { Books.Text2Video, """{"resolution":"720p","ratio":"16:9","duration":5}""", "108000", 1_209_600_000 },
        { Books.Text2Video, """{"resolution":"720p","ratio":"4:3","duration":5}""", "108680.625", 1_217_223_000 },
        { Books.Text2Video, """{"resolution":"720p","ratio":"9:16","duration":8}""", "172800", 1_935_360_000 },
        { Books.Text2Video, """{"resolution":"1080p","ratio":"16:9","duration":5}""", "243000", 2_721_600_000 },
        { Books.Text2Video, """{"resolution":"1080p","ratio":"21:9","duration":6}""", "293466.9375", 3_286_829_700 },
        { Books.Text2Video, """{"prompt":"x"}""", "108000", 1_209_600_000 },
        { Books.Text2Video, """{"duration":-1}""", "324000", 3_628_800_000 },
        { Image2Video, """{"ratio":"adaptive","duration":5,"image":"u"}""", "108680.625", 1_217_223_000 },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void A_request_costs_what_the_formula_says(string model, string request, string tokens, long nanos)
    {
        var quote = Books.Shipped.Price(model, request);

        Assert.Equal(nanos, quote.Usd.Nanos);
        Assert.Equal(decimal.Parse(tokens, CultureInfo.InvariantCulture), quote.Tokens);
    }

    [Theory]
    [InlineData("with a video input of unknown length, per second of output", 1280, 720, 0, 1, "0.00688", "21600", 148_608_000)]
    [InlineData("with 4 seconds of video", 1280, 720, 4, 5, "0.00688", "194400", 1_337_472_000)]
    [InlineData("one second of 720p", 1280, 720, 0, 1, "0.0112", "21600", 241_920_000)]
    public void The_formula_takes_input_seconds(string what, int width, int height, int input, int output, string rate, string tokens, long nanos)
    {
        var found = new TokenFormula(24, 0).Tokens(new Pixels(width, height), input, output);

        Assert.Equal(decimal.Parse(tokens, CultureInfo.InvariantCulture), found);
        Assert.True(nanos == Usd.FromDollars(TokenFormula.Dollars(found, decimal.Parse(rate, CultureInfo.InvariantCulture))).Nanos, what);
    }

    [Fact]
    public void One_extra_frame_gives_the_tokens_that_were_seen_upstream() =>
        Assert.Equal(108_900, new TokenFormula(24, 1).Tokens(new Pixels(1280, 720), 0, 5));

    [Fact]
    public void Video_input_of_unknown_length_counts_as_15_seconds_at_its_own_rate()
    {
        var quote = Books.Shipped.Price(Books.Reference2Video, """{"duration":5,"reference_videos":["v"]}""");

        Assert.Equal(432_000, quote.Tokens);
        Assert.Equal(2_972_160_000, quote.Usd.Nanos);
        Assert.Contains(quote.Assumptions, sentence => sentence.Contains("15 seconds"));
    }

    [Theory]
    [InlineData("bytedance/seedance-2.0-fast/text-to-video", """{}""", 967_680_000)]
    [InlineData("bytedance/seedance-2.0-fast/reference-to-video", """{"reference_videos":["v"]}""", 2_280_960_000)]
    [InlineData("bytedance/seedance-2.0-mini/image-to-video", """{}""", 604_800_000)]
    [InlineData("bytedance/seedance-2.0-mini/reference-to-video", """{"reference_videos":["v"]}""", 2_419_200_000)]
    [InlineData(Books.Text2Video, """{"resolution":"720p-SR","duration":4}""", 808_000_000)]
    [InlineData(Books.Text2Video, """{"resolution":"1080p-SR"}""", 2_175_000_000)]
    [InlineData(Books.Text2Video, """{"resolution":"1440p-SR","duration":-1}""", 11_610_000_000)]
    [InlineData(Books.Text2Video, """{"resolution":"4k"}""", 6_200_000_000)]
    public void The_other_published_prices_are_in_the_shipped_book(string model, string request, long nanos) =>
        Assert.Equal(nanos, Books.Shipped.Price(model, request).Usd.Nanos);

    [Fact]
    public void A_price_per_second_has_no_tokens() => Assert.Null(Books.Shipped.Price(Books.Text2Video, """{"resolution":"4k"}""").Tokens);

    [Theory]
    [InlineData("bytedance/seedance-2.0-mini/text-to-video-upscaled")]
    [InlineData("bytedance/seedance-v1.5-pro/text-to-video")]
    [InlineData("bytedance/seedance-2.0/edit")]
    [InlineData("Bytedance/Seedance-2.0/text-to-video")]
    [InlineData("")]
    public void A_model_without_a_published_price_is_not_priced(string model)
    {
        Assert.Equal(new QuoteResult.Unpriced(model), Books.Shipped.Ask(model, "{}"));
        Assert.False(Books.Shipped.Prices(model, Books.Now));
    }

    [Fact]
    public void The_multiplier_applies_before_the_one_rounding()
    {
        Assert.Equal(1_451_520_000, Books.Shipped.Price(Books.Text2Video, "{}", 1.2m).Usd.Nanos);
        // 1 × 1 pixel, 1 second: 262.5 nano-dollars, half up.
        Assert.Equal(263, Books.Shipped.Price(Books.Text2Video, """{"width":1,"height":1,"duration":1}""").Usd.Nanos);
        Assert.Equal(788, Books.Shipped.Price(Books.Text2Video, """{"width":1,"height":1,"duration":1}""", 3m).Usd.Nanos);
    }

    [Fact]
    public void The_book_lists_what_it_prices_and_names_the_fields_that_count()
    {
        var models = Books.Shipped.Models(Books.Now);

        Assert.Equal([14, 16, 21], models.CountBy(model => model.Type).OrderBy(type => type.Value).Select(type => type.Value));
        Assert.Contains(models, model => model.InWords(1).StartsWith("$0.0112 per 1,000 tokens, $0.00688 with a video input; per second: 720p-SR $0.202,", StringComparison.Ordinal));
        Assert.Subset(
            Books.Shipped.PricingFields.ToHashSet(),
            new HashSet<string> { "duration", "fps", "height", "prompt", "ratio", "reference_videos", "resolution", "width", "num_images", "n", "max_images", "batch_size", "seconds" });
        Assert.Empty(Books.Shipped.Models(new DateTimeOffset(2026, 6, 30, 23, 59, 59, TimeSpan.Zero)));
    }
}
