using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>Every price that was reported for other models, per image, per run and per second.</summary>
public sealed class OtherPricesTests
{
    private const string Picture = "google/nano-banana-2/text-to-image";

    [Theory]
    [InlineData("kling-v3.0-std", "{}", 355_000_000)]
    [InlineData("kling-v3.0-pro", "{}", 475_000_000)]
    [InlineData("veo3.1", "{}", 1_000_000_000)]
    [InlineData("veo3.1-lite", "{}", 250_000_000)]
    [InlineData("wan-2.7/i2v", "{}", 500_000_000)]
    [InlineData("wan-2.6/i2v-flash", "{}", 90_000_000)]
    [InlineData("nano-banana-2", "{}", 72_000_000)]
    [InlineData("seedream-v5.0-lite", "{}", 32_000_000)]
    [InlineData("seedream-v4.5", "{}", 36_000_000)]
    [InlineData("qwen-image/edit-plus", "{}", 21_000_000)]
    [InlineData("z-image/turbo", "{}", 10_000_000)]
    [InlineData("bytedance/seedance-2.0/text-to-video-upscaled", "{}", 490_000_000)]
    [InlineData("bytedance/seedance-2.0/image-to-video-upscaled", """{"duration":15,"resolution":"4k"}""", 490_000_000)]
    [InlineData("bytedance/seedance-2.0-fast/text-to-video-upscaled", "{}", 392_000_000)]
    [InlineData("kwaivgi/kling-v3.0-std/text-to-video", """{"duration":10}""", 710_000_000)]
    [InlineData("kwaivgi/kling-v3.0-pro/image-to-video", "{}", 475_000_000)]
    [InlineData("google/veo3.1/text-to-video", """{"duration":8}""", 1_600_000_000)]
    [InlineData("google/veo3.1-lite/text-to-video", "{}", 250_000_000)]
    [InlineData("vidu/q3-pro/text-to-video", "{}", 210_000_000)]
    [InlineData("vidu/vidu-q3-turbo/image-to-video", "{}", 200_000_000)]
    [InlineData("alibaba/wan-2.7/i2v", "{}", 500_000_000)]
    [InlineData("alibaba/wan-2.7/image-to-video", "{}", 500_000_000)]
    [InlineData("alibaba/wan-2.6/i2v-flash", "{}", 90_000_000)]
    [InlineData("alibaba/wan-2.6/image-to-video-flash", "{}", 90_000_000)]
    [InlineData(Picture, "{}", 72_000_000)]
    [InlineData(Picture, """{"num_images":4}""", 288_000_000)]
    [InlineData("google/nano-banana-2/edit", """{"n":2}""", 144_000_000)]
    [InlineData("bytedance/seedream-v5.0-lite", "{}", 32_000_000)]
    [InlineData("bytedance/seedream-v4.5", """{"max_images":15}""", 540_000_000)]
    [InlineData("alibaba/qwen-image/edit-plus", "{}", 21_000_000)]
    [InlineData("alibaba/z-image/turbo", """{"num_images":3.0}""", 30_000_000)]
    public void A_request_costs_what_was_reported(string model, string request, long nanos)
    {
        var quote = Books.Shipped.Price(model, request);

        Assert.Equal(nanos, quote.Usd.Nanos);
        Assert.Null(quote.Tokens);
        Assert.True(quote.HoldUsd.Nanos >= 2 * nanos, $"Held {quote.HoldUsd}.");
    }

    [Theory]
    [InlineData("qwen3-max")]
    [InlineData("kimi-k2.5")]
    [InlineData("glm-5")]
    [InlineData("glm-4.7")]
    [InlineData("minimax-m2.5")]
    [InlineData("deepseek-v3.2-speciale")]
    [InlineData("qwen3-coder-next")]
    [InlineData("qwen3.5-397b-a17b")]
    public void A_text_model_has_its_price_with_and_without_its_maker(string model)
    {
        Assert.IsNotType<QuoteResult.Unpriced>(Books.Shipped.Ask(model, "{}"));
        Assert.IsNotType<QuoteResult.Unpriced>(Books.Shipped.Ask("maker/" + model, "{}"));
    }

    [Theory]
    [InlineData("google/veo3.1-fast/text-to-video")]
    [InlineData("google/extra/veo3.1/text-to-video")]
    [InlineData("veo3.1/text-to-video")]
    [InlineData("google/nano-banana-2-pro")]
    [InlineData("bytedance/seedream-v4.5/sequential")]
    [InlineData("zai-org/glm-5-air")]
    public void A_name_that_no_price_was_reported_for_has_none(string model) =>
        Assert.IsType<QuoteResult.Unpriced>(Books.Shipped.Ask(model, "{}"));

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("16")]
    [InlineData("\"4\"")]
    [InlineData("1e9")]
    [InlineData("1e400")]
    [InlineData("\"NaN\"")]
    [InlineData("1.5")]
    [InlineData("true")]
    [InlineData("[4]")]
    [InlineData("{}")]
    public void A_bad_count_is_refused_by_its_name(string count)
    {
        foreach (var field in (string[])["num_images", "n", "max_images"])
        {
            var refusal = Assert.IsType<QuoteResult.Invalid>(Books.Shipped.Ask(Picture, $$"""{"{{field}}":{{count}}}"""));

            Assert.Equal(field, refusal.Field);
            Assert.Contains($"'{field}' must be a whole number from 1 to 15", refusal.Message);
        }
    }

    [Fact]
    public void Two_fields_that_both_ask_for_several_are_refused()
    {
        Assert.Equal("n", Assert.IsType<QuoteResult.Invalid>(Books.Shipped.Ask(Picture, """{"num_images":2,"n":2}""")).Field);
        Assert.Equal(144_000_000, Books.Shipped.Price(Picture, """{"num_images":1,"n":2,"max_images":1}""").Usd.Nanos);
    }

    [Theory]
    [InlineData(Picture, "batch_size", "2")]
    [InlineData(Picture, "num_outputs", "0")]
    [InlineData(Picture, "sequential_image_generation", "\"auto\"")]
    [InlineData(Picture, "sequential_image_generation_options", """{"max_images":15}""")]
    [InlineData("google/veo3.1/text-to-video", "n", "4")]
    [InlineData("google/veo3.1/text-to-video", "seconds", "8")]
    [InlineData("google/veo3.1/text-to-video", "num_frames", "2400")]
    [InlineData("bytedance/seedance-2.0/text-to-video-upscaled", "num_videos", "\"1\"")]
    [InlineData(Books.Text2Video, "n", "2")]
    [InlineData(Books.Text2Video, "batch_size", "[1]")]
    [InlineData(Books.Text2Video, "num_videos", "true")]
    public void What_could_multiply_the_output_unseen_is_refused_by_its_name(string model, string field, string value)
    {
        var refusal = Assert.IsType<QuoteResult.Invalid>(Books.Shipped.Ask(model, $$"""{"{{field}}":{{value}}}"""));

        Assert.Equal(field, refusal.Field);
        Assert.Contains($"'{field}' must be left out", refusal.Message);
    }

    [Fact]
    public void A_value_that_multiplies_nothing_changes_nothing()
    {
        Assert.Equal(1_209_600_000, Books.Shipped.Price(Books.Text2Video, """{"n":1,"batch_size":1.0,"num_videos":null}""").Usd.Nanos);
        Assert.Equal(72_000_000, Books.Shipped.Price(Picture, """{"batch_size":1e0,"sequential_image_generation":"disabled"}""").Usd.Nanos);
    }

    [Fact]
    public void An_omitted_or_short_duration_of_a_model_that_is_hardly_known_is_held_as_a_long_one()
    {
        Assert.Equal(2 * 15 * 71_000_000L, Books.Shipped.Price("kwaivgi/kling-v3.0-std/text-to-video", "{}").HoldUsd.Nanos);
        Assert.Equal(2 * 8 * 71_000_000L, Books.Shipped.Price("kwaivgi/kling-v3.0-std/text-to-video", """{"duration":3}""").HoldUsd.Nanos);
    }

    [Fact]
    public void The_count_of_a_book_of_ours_is_held_as_it_says()
    {
        var book = Books.Good("""
            {
              "version": "t", "currency": "USD", "source": { "text": "a test", "date": "2026-01-01" },
              "requests": { "sheet": { "count": { "fields": ["count"], "default": 2, "max": 9, "heldAtLeast": 4 }, "resolution": { "field": "size", "default": "1k" } } },
              "models": { "m": { "type": "image", "prices": [ { "from": "2026-07-01", "kind": "perImage", "request": "sheet", "usd": { "1k": "0.1", "4k": "0.3" } } ] } }
            }
            """);

        Assert.Equal((200_000_000, 400_000_000), Nanos(book.Price("m", "{}")));
        Assert.Equal((900_000_000, 1_200_000_000), Nanos(book.Price("m", """{"count":3,"size":"4k"}""")));
        Assert.Equal((2_700_000_000, 2_700_000_000), Nanos(book.Price("m", """{"count":9,"size":"4k"}""")));
        Assert.Equal("size", Assert.IsType<QuoteResult.Invalid>(book.Ask("m", """{"size":"8k"}""")).Field);
    }

    private static (long, long) Nanos(Quote quote) => (quote.Usd.Nanos, quote.HoldUsd.Nanos);
}
