using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What things cost, from the list to the books.</summary>
public sealed class PriceStories : Story
{
    private const string Model = "house/film";

    private static readonly DateTimeOffset Midnight = new(2026, 11, 24, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A dollar a second until the midnight that ends the story's first day, two dollars after it.</summary>
    private static void DearerTomorrow(GatewaySettings settings)
    {
        Directory.CreateDirectory(settings.Folder);
        var file = Path.Combine(settings.Folder, "prices.json");
        File.WriteAllText(file, """
            {
              "version": "two-days", "currency": "USD", "source": { "text": "a test", "date": "2026-11-01" },
              "requests": { "film": { "duration": { "field": "duration", "default": 5, "min": 1, "max": 15 } } },
              "models": { "house/film": { "type": "video", "prices": [
                { "from": "2026-11-01", "kind": "perSecond", "request": "film", "usd": 1, "source": "the old list" },
                { "from": "2026-11-24", "kind": "perSecond", "request": "film", "usd": 2, "source": "the new list" } ] } }
            }
            """);
        settings.Set("Pricing:File", file);
    }

    private static void LeapTo(GatewayFixture gateway, DateTimeOffset moment) =>
        Assert.IsType<ManualTime>(gateway.Settings.Time).Leap(moment - gateway.Settings.Time.GetUtcNow());

    private static JsonObject Film() => new() { ["model"] = Model, ["prompt"] = "a sunset", ["duration"] = 5 };

    [Fact]
    public async Task A_new_price_counts_from_midnight_UTC_and_not_a_millisecond_before()
    {
        var gateway = await StartAsync(DearerTomorrow);
        LeapTo(gateway, Midnight - TimeSpan.FromMilliseconds(1));
        var before = await gateway.QuoteAsync(Film());
        gateway.Advance(TimeSpan.FromMilliseconds(1));
        var after = await gateway.QuoteAsync(Film());

        Assert.Equal((5m, 10m), (before.Usd("usd"), after.Usd("usd")));
    }

    [Fact]
    public async Task A_hold_made_before_a_price_changed_is_settled_at_the_price_of_the_hold()
    {
        var gateway = await StartAsync(DearerTomorrow);
        LeapTo(gateway, Midnight - TimeSpan.FromSeconds(1));
        gateway.Vendor.OnAccept = job => job.PriceForm = PriceForm.Missing;
        var bought = await gateway.BuyAsync(Film());
        gateway.Advance(TimeSpan.FromSeconds(2));
        gateway.Vendor.Complete(bought.PredictionId, 7m);
        var charge = await gateway.UntilChargeAsync(bought.ChargeId, ChargeState.Settled);

        Assert.Equal((Usd.FromDollars(5), PriceSource.Formula, "two-days"), (charge.SettledUsd, charge.PriceSource, charge.PriceBookVersion));
        Assert.Equal(10m, (await gateway.QuoteAsync(Film())).Usd("usd"));
    }

    [Fact]
    public async Task The_accounts_multiplier_is_in_the_quote_the_hold_and_the_list()
    {
        var gateway = await StartAsync(settings => settings.Set("Pricing:Multiplier", "1.2"));
        var quote = await gateway.QuoteAsync(Bodies.Video());
        var charge = await gateway.ChargeAsync((await gateway.BuyAsync()).ChargeId);
        var list = await gateway.GetAsync("/gateway/v1/models");
        var row = Row(list, "bytedance/seedance-2.0/*-to-video");

        Assert.Equal(1.2m * Bodies.VideoUsd, quote.Usd("usd"));
        Assert.Equal((quote.Member("usd"), quote.Member("holdUsd")), (charge.QuotedUsd.ToString(), charge.HoldUsd.ToString()));
        Assert.Equal("1.2", list.Member("multiplier"));
        Assert.StartsWith("$0.01344 per 1,000 tokens, $0.008256 with a video input", row.GetProperty("price").GetProperty("words").GetString(), StringComparison.Ordinal);
        Assert.Equal("1.45152", row.GetProperty("example").GetProperty("usd").GetString());
    }

    [Fact]
    public async Task The_list_says_what_a_model_costs_in_words_and_numbers_since_when_and_who_said_so()
    {
        var gateway = await StartAsync();
        var list = await gateway.GetAsync("/gateway/v1/models");
        var image = Row(list, "*/nano-banana-2/*-to-image");
        var text = Row(list, "*/qwen3-max");
        var video = Row(list, "bytedance/seedance-2.0/*-to-video").GetProperty("price");

        Assert.Equal((200, "no-store", "2026-08-01", "1"), (list.Status, list.Header("Cache-Control"), list.Member("priceBook"), list.Member("multiplier")));
        Assert.Equal(
            """{"kind":"perImage","from":"2026-07-01","words":"$0.072 per image","numbers":[{"unit":"image","usd":"0.072","resolution":null,"when":null}],"source":"nano-banana-2, reported in July and August 2026"}""",
            image.GetProperty("price").GetRawText());
        Assert.Equal(("image", "0.072", "0.144"), (image.GetProperty("type").GetString(), Example(image, "usd"), Example(image, "holdUsd")));
        Assert.Equal("$1.2 per 1M input tokens, $6 per 1M output tokens", text.GetProperty("price").GetProperty("words").GetString());
        Assert.Equal(JsonValueKind.Null, text.GetProperty("example").ValueKind);
        Assert.Contains(video.GetProperty("numbers").EnumerateArray(), number =>
            (number.GetProperty("resolution").GetString(), number.GetProperty("unit").GetString(), number.GetProperty("usd").GetString()) == ("4k", "second", "1.24"));
    }

    [Fact]
    public async Task A_price_that_is_announced_stands_beside_the_one_that_holds()
    {
        var gateway = await StartAsync(DearerTomorrow);
        var today = Row(await gateway.GetAsync("/gateway/v1/models"), Model);
        LeapTo(gateway, Midnight);
        var tomorrow = Row(await gateway.GetAsync("/gateway/v1/models"), Model);

        Assert.Equal(("$1 per second", "2026-11-24", "$2 per second", "the new list"), (
            today.GetProperty("price").GetProperty("words").GetString(), today.GetProperty("next").GetProperty("from").GetString(),
            today.GetProperty("next").GetProperty("words").GetString(), today.GetProperty("next").GetProperty("source").GetString()));
        Assert.Equal(("$2 per second", JsonValueKind.Null), (
            tomorrow.GetProperty("price").GetProperty("words").GetString(), tomorrow.GetProperty("next").ValueKind));
    }

    [Fact]
    public async Task A_team_sees_what_it_may_use_operators_see_all_and_strangers_nothing()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:studio:Models:0", "bytedance/seedance-2.0*").Operator("finance", "Finance"));
        string[] mine = [.. Rows(await gateway.GetAsync("/gateway/v1/models")).Select(row => row.GetProperty("model").GetString()!)];
        var all = Rows(await gateway.GetAsync("/gateway/v1/models", "finance")).Count;

        Assert.Equal(5, mine.Length);
        Assert.All(mine, model => Assert.StartsWith("bytedance/seedance-2.0", model, StringComparison.Ordinal));
        Assert.Equal((51, 51), (all, Rows(await gateway.GetAsync("/gateway/v1/models", "lab")).Count));
        Assert.Equal(401, (await gateway.GetAsync("/gateway/v1/models", team: null)).Status);
        Assert.Equal(401, (await gateway.GetAsync("/gateway/v1/models", team: "stranger")).Status);
    }

    private static List<JsonElement> Rows(Answer list) => [.. list.Json.GetProperty("models").EnumerateArray()];

    private static JsonElement Row(Answer list, string model) => Assert.Single(Rows(list), row => row.GetProperty("model").GetString() == model);

    private static string? Example(JsonElement row, string member) => row.GetProperty("example").GetProperty(member).GetString();
}
