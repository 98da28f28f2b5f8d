using System.Text.Json;
using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>A value that cannot be priced is refused by the name of its field, and never priced at nothing.</summary>
public sealed class RefusedFieldTests
{
    [Theory]
    [InlineData("duration", """{"duration":0}""")]
    [InlineData("duration", """{"duration":-7}""")]
    [InlineData("duration", """{"duration":-0.0}""")]
    [InlineData("duration", """{"duration":16}""")]
    [InlineData("duration", """{"duration":1000000000}""")]
    [InlineData("duration", """{"duration":1e9}""")]
    [InlineData("duration", """{"duration":1e400}""")]
    [InlineData("duration", """{"duration":99999999999999999999999999999999999999}""")]
    [InlineData("duration", """{"duration":"5"}""")]
    [InlineData("duration", """{"duration":"NaN"}""")]
    [InlineData("duration", """{"duration":4.5}""")]
    [InlineData("duration", """{"duration":true}""")]
    [InlineData("duration", """{"duration":[5]}""")]
    [InlineData("duration", """{"duration":{"seconds":5}}""")]
    [InlineData("width", """{"width":0,"height":512}""")]
    [InlineData("width", """{"width":-512,"height":-512}""")]
    [InlineData("height", """{"width":512,"height":4399}""")]
    [InlineData("height", """{"width":512,"height":"512"}""")]
    [InlineData("width", """{"width":2147483648,"height":512}""")]
    [InlineData("height", """{"width":512}""")]
    [InlineData("width", """{"height":512}""")]
    [InlineData("width", """{"width":null,"height":512}""")]
    [InlineData("fps", """{"fps":30}""")]
    [InlineData("fps", """{"fps":"24"}""")]
    [InlineData("fps", """{"fps":0}""")]
    [InlineData("resolution", """{"resolution":"8k"}""")]
    [InlineData("resolution", """{"resolution":"720P"}""")]
    [InlineData("resolution", """{"resolution":""}""")]
    [InlineData("resolution", """{"resolution":720}""")]
    [InlineData("resolution", """{"resolution":"\ud800"}""")]
    [InlineData("ratio", """{"ratio":"2:1"}""")]
    [InlineData("ratio", """{"ratio":["16:9"]}""")]
    [InlineData("reference_videos", """{"reference_videos":"v"}""")]
    [InlineData("reference_videos", """{"reference_videos":{"0":"v"}}""")]
    [InlineData("reference_videos", """{"reference_videos":["a","b","c","d"]}""")]
    [InlineData("prompt", """{"prompt":"a cat --rs 1080p"}""")]
    [InlineData("prompt", """{"prompt":"--dur 15"}""")]
    [InlineData("prompt", """{"prompt":"a cat\n--DURATION\t15"}""")]
    [InlineData("prompt", """{"prompt":"a cat --ratio=21:9"}""")]
    [InlineData("prompt", """{"prompt":"a cat\u00a0\u002d-fps 60"}""")]
    [InlineData("prompt", """{"prompt":["--rs 1080p"]}""")]
    [InlineData("prompt", """{"prompt":"half a pair \ud800"}""")]
    public void The_field_is_named(string field, string request)
    {
        var refusal = Assert.IsType<QuoteResult.Invalid>(Books.Shipped.Ask(Books.Text2Video, request));

        Assert.Equal(field, refusal.Field);
        Assert.Contains($"'{field}'", refusal.Message);
    }

    [Theory]
    [InlineData("""{"duration":5.0}""")]
    [InlineData("""{"duration":5e0}""")]
    [InlineData("""{"duration":null,"resolution":null,"ratio":null,"width":null,"height":null,"fps":null,"prompt":null,"reference_videos":null}""")]
    [InlineData("""{"prompt":"a cat --seed 5, rs 1080p and a--rs, well--dur"}""")]
    [InlineData("""{"Duration":0,"quality":"8k","frames":-1}""")]
    public void What_does_not_count_or_says_the_same_is_priced_as_the_default(string request) =>
        Assert.Equal(1_209_600_000, Books.Shipped.Price(Books.Text2Video, request).Usd.Nanos);

    [Fact]
    public void An_unknown_resolution_or_ratio_is_told_which_ones_there_are()
    {
        var resolution = Assert.IsType<QuoteResult.Invalid>(Books.Shipped.Ask("bytedance/seedance-2.0-fast/text-to-video", """{"resolution":"1080p"}"""));
        var ratio = Assert.IsType<QuoteResult.Invalid>(Books.Shipped.Ask(Books.Text2Video, """{"ratio":"2:1"}"""));

        Assert.Equal("'resolution' must be one of 480p, 720p, 720p-SR, 1080p-SR, 1440p-SR.", resolution.Message);
        Assert.Equal("'ratio' must be one of 16:9, 4:3, 1:1, 3:4, 9:16, 21:9, adaptive.", ratio.Message);
    }

    [Theory]
    [InlineData("bytedance/seedance-2.0-fast/text-to-video", "4k")]
    [InlineData("bytedance/seedance-2.0-mini/text-to-video", "4k")]
    [InlineData("bytedance/seedance-2.0-mini/text-to-video", "1080p")]
    public void The_smaller_models_have_no_native_large_resolutions(string model, string resolution) =>
        Assert.IsType<QuoteResult.Invalid>(Books.Shipped.Ask(model, $$"""{"resolution":"{{resolution}}"}"""));

    [Fact]
    public void Two_spellings_of_the_ratio_must_agree()
    {
        var book = Books.Good(Books.Changed(b => b["requests"]!["seedance-2.0"]!["ratio"]!["fields"]!.AsArray().Add("aspect_ratio")));

        Assert.Equal(1_217_223_000, book.Price(Books.Text2Video, """{"aspect_ratio":"4:3"}""").Usd.Nanos);
        Assert.Equal(1_217_223_000, book.Price(Books.Text2Video, """{"aspect_ratio":"4:3","ratio":"4:3"}""").Usd.Nanos);
        Assert.Equal("aspect_ratio", Assert.IsType<QuoteResult.Invalid>(book.Ask(Books.Text2Video, """{"aspect_ratio":"4:3","ratio":"1:1"}""")).Field);
        Assert.Contains("aspect_ratio", book.PricingFields);
    }

    [Fact]
    public void A_field_that_was_never_set_counts_as_absent() =>
        Assert.IsType<QuoteResult.Priced>(Books.Shipped.Quote(
            Books.Text2Video, new Dictionary<string, JsonElement> { ["duration"] = default }, Books.Now, 1));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    public void A_multiplier_out_of_bounds_is_a_fault_of_the_caller(int multiplier) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Books.Shipped.Ask(Books.Text2Video, "{}", multiplier));
}
