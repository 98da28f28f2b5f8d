using System.Text.Json.Nodes;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>A model goes where its kind is made, and nowhere else.</summary>
public sealed class OperationStories : Story
{
    [Theory]
    [InlineData("google/nano-banana-2/text-to-image", "image")]
    [InlineData("qwen/qwen3-max", "text")]
    public async Task A_model_that_makes_no_video_is_not_sold_as_one(string model, string type)
    {
        var gateway = await StartAsync();
        var answer = await gateway.SubmitAsync(Bodies.Video().With("model", model));

        Assert.Equal((400, model, "model", type), (answer.Status, answer.Member("model"), answer.Member("field"), answer.Member("modelType")));
        Assert.Contains("is not for generateVideo", answer.Member("detail"));
        Assert.Empty(gateway.Vendor.Traffic.Submits);
        Assert.Empty(await gateway.LedgerAsync());
    }

    [Fact]
    public async Task A_quote_of_an_image_counts_the_images_and_one_of_a_text_model_is_refused()
    {
        var gateway = await StartAsync();
        var images = await gateway.QuoteAsync(new JsonObject { ["model"] = "google/nano-banana-2/text-to-image", ["prompt"] = "a cat", ["num_images"] = 4 });
        var text = await gateway.QuoteAsync(new JsonObject { ["model"] = "qwen/qwen3-max", ["prompt"] = "a cat" });

        Assert.Equal((200, "0.288", "0.576"), (images.Status, images.Member("usd"), images.Member("holdUsd")));
        Assert.Equal(400, text.Status);
        Assert.Contains("priced by the tokens it reads and writes", text.Member("detail"));
    }

    [Theory]
    [InlineData("n", 4)]
    [InlineData("batch_size", 2)]
    [InlineData("Num_Images", 2)]
    public async Task A_field_that_could_make_several_videos_of_one_price_is_refused(string field, int value)
    {
        var gateway = await StartAsync();
        var answer = await gateway.SubmitAsync(Bodies.Video().With(field, value));

        Assert.Equal((422, field), (answer.Status, answer.Member("field")));
        Assert.Empty(gateway.Vendor.Traffic.Submits);
    }

    [Fact]
    public async Task A_video_priced_per_run_is_held_and_settled_like_any()
    {
        var gateway = await StartAsync();
        var bought = await gateway.BuyAsync(Bodies.Video().With("model", "bytedance/seedance-2.0/text-to-video-upscaled"));
        var charge = await gateway.ChargeAsync(bought.ChargeId);

        Assert.Equal(("0.49", "0.98"), (charge.QuotedUsd.ToString(), charge.HoldUsd.ToString()));
    }
}
