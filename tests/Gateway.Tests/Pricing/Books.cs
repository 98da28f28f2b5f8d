using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>Price books and requests for tests, written as a person would write them.</summary>
internal static class Books
{
    public const string Text2Video = "bytedance/seedance-2.0/text-to-video";
    public const string Reference2Video = "bytedance/seedance-2.0/reference-to-video";

    public static readonly DateTimeOffset Now = new(2026, 9, 15, 12, 0, 0, TimeSpan.Zero);

    public static string ShippedText { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "prices.json"));

    public static PriceBook Shipped { get; } = Good(ShippedText);

    public static PriceBook Good(params string[] files)
    {
        var book = PriceBook.Parse(Named(files), out var faults);
        Assert.Empty(faults);
        return Assert.IsType<PriceBook>(book);
    }

    public static IReadOnlyList<string> FaultsOf(params string[] files)
    {
        var book = PriceBook.Parse(Named(files), out var faults);
        Assert.Equal(book is null, faults.Count > 0);
        return faults;
    }

    /// <summary>The shipped book, changed.</summary>
    public static string Changed(Action<JsonNode> change)
    {
        var book = JsonNode.Parse(ShippedText)!;
        change(book);
        return book.ToJsonString();
    }

    /// <summary>A book with one request (5 seconds by default, 1 to 15) and these models.</summary>
    public static string With(string models, string version = "test") => $$"""
        {
          "version": "{{version}}", "currency": "USD", "source": { "text": "a test", "date": "2026-01-01" },
          "requests": {
            "plain": { "duration": { "field": "duration", "default": 5, "min": 1, "max": 15 } },
            "sized": {
              "duration": { "field": "duration", "default": 5, "min": 1, "max": 15, "heldUnset": 10 },
              "resolution": { "field": "resolution", "default": "720p" }
            }
          },
          "models": { {{models}} }
        }
        """;

    /// <summary>A model with prices per second from days on.</summary>
    public static string PerSecond(string pattern, params (string From, string Usd)[] prices) =>
        $$"""
        "{{pattern}}": { "type": "video", "prices": [ {{string.Join(", ", prices.Select(price =>
            $$"""{ "from": "{{price.From}}", "kind": "perSecond", "request": "plain", "usd": "{{price.Usd}}" }"""))}} ] }
        """;

    public static Dictionary<string, JsonElement> Fields(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(field => field.Name, field => field.Value);

    public static QuoteResult Ask(this PriceBook book, string model, string json, decimal multiplier = 1) =>
        book.Quote(model, Fields(json), Now, multiplier);

    public static Quote Price(this PriceBook book, string model, string json, decimal multiplier = 1) =>
        Assert.IsType<QuoteResult.Priced>(book.Ask(model, json, multiplier)).Quote;

    private static PriceText[] Named(string[] files) => [.. files.Select((text, index) => new PriceText(index == 0 ? "prices.json" : $"overlay{index}.json", text))];
}
