using System.Text.Json.Nodes;
using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>A bad book is refused whole, with every fault and where it stands.</summary>
public sealed class PriceBookFaultsTests
{
    private const string Model = "bytedance/seedance-2.0/*-to-video";
    private const string Price = "prices.json: models[\"bytedance/seedance-2.0/*-to-video\"].prices[0]";
    private const string Request = "prices.json: requests[\"seedance-2.0\"]";

    private static string FaultOf(Action<JsonNode> change) => Assert.Single(Books.FaultsOf(Books.Changed(change)));

    private static JsonNode First(JsonNode book) => book["models"]![Model]!["prices"]![0]!;

    public static TheoryData<string, string, string> BadPrices => new()
    {
        { "kind", "\"perMinute\"", ".kind 'perMinute' is not a kind of price this gateway knows (tokens, perSecond, perImage, perRun, perToken)" },
        { "from", "\"2026-07\"", ".from must be a day like 2026-07-01" },
        { "from", "\"2026-02-30\"", ".from must be a day like 2026-07-01" },
        { "request", "\"nobody\"", ".request is not one of the book's requests" },
        { "per1000", "0", ".per1000 must be a plain decimal above 0 and at most 1" },
        { "per1000", "-0.0112", ".per1000 must be a plain decimal above 0 and at most 1" },
        { "per1000", "\"NaN\"", ".per1000 must be a plain decimal above 0 and at most 1" },
        { "per1000", "\"0,0112\"", ".per1000 must be a plain decimal above 0 and at most 1" },
        { "per1000", "\"$0.0112\"", ".per1000 must be a plain decimal above 0 and at most 1" },
        { "per1000", "11.2", ".per1000 must be a plain decimal above 0 and at most 1" },
        { "per1000", "1e-2", ".per1000 must be a plain decimal above 0 and at most 1" },
        { "per1000", "\"0.00000000000000000000000000001\"", ".per1000 must be a plain decimal above 0 and at most 1" },
        { "per1000WithVideo", "null", ".per1000WithVideo must be a plain decimal above 0 and at most 1" },
        { "holdMargin", "\"0.99\"", ".holdMargin must be a plain decimal from 1 to 2" },
        { "extraFrames", "-1", ".extraFrames must be a whole number from 0 to 240" },
        { "maxSide", "100000", ".maxSide must be a whole number from 1 to 16384" },
        { "resolutions", "[]", ".resolutions must not be empty" },
        { "holdMargn", "\"1.01\"", ".holdMargn is not known here" },
    };

    [Theory]
    [MemberData(nameof(BadPrices))]
    public void A_bad_price_is_named_by_its_path(string member, string value, string fault)
    {
        var faults = Books.FaultsOf(Books.Changed(book => First(book)[member] = JsonNode.Parse(value)));

        Assert.Contains(Price + fault, faults);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var faults = Books.FaultsOf(Books.Changed(book =>
        {
            book.AsObject().Remove("version");
            book["currency"] = "EUR";
            book["typo"] = 1;
            book["requests"]!["seedance-2.0"]!["duration"]!["default"] = 99;
            book["pixels"]!["seedance-2.0"]!["720p"]!["16:9"]!.AsArray().Add(1);
            First(book)["per1000"] = "free";
            book["models"]!["bytedance/seedance-2.0-mini/*-to-video"]!["type"] = "movie";
        }));

        Assert.Equal(
            [
                "prices.json: currency must be \"USD\"",
                "prices.json: models[\"bytedance/seedance-2.0-mini/*-to-video\"].type must be video, image, audio or text",
                $"{Price}.per1000 must be a plain decimal above 0 and at most 1",
                "prices.json: pixels[\"seedance-2.0\"].720p[\"16:9\"] must be [width, height]",
                $"{Request}.duration.default must lie between min and max",
                "prices.json: typo is not known here",
                "prices.json: version is missing",
            ],
            faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Resolutions_must_be_priced_and_prices_per_second_must_be_allowed()
    {
        Assert.Equal($"{Price}.resolutions names 8k, which has neither pixels nor a price per second",
            FaultOf(book => First(book)["resolutions"]!.AsArray().Add("8k")));
        Assert.Equal($"{Price}.resolutions does not name 8k, which has a price per second", FaultOf(book => First(book)["perSecond"]!["8k"] = 3));
        Assert.Equal($"{Price}.resolutions must have 720p, the default of its request", FaultOf(book => First(book)["resolutions"]!.AsArray().RemoveAt(1)));
        Assert.Equal($"{Request}.ratio.pixels is not one of the book's pixels",
            Books.FaultsOf(Books.Changed(book => book["requests"]!["seedance-2.0"]!["ratio"]!["pixels"] = "nothing"))[0]);
        Assert.Contains($"{Price}.resolutions names 4k, which has no pixels for 1:1",
            Books.FaultsOf(Books.Changed(book => book["pixels"]!["seedance-2.0"]!["4k"]!.AsObject().Remove("1:1"))));
    }

    [Fact]
    public void Two_prices_of_a_model_on_one_day_are_a_fault() =>
        Assert.Equal("prices.json: models.m.prices[1] begins on the same day as another price of this model",
            Assert.Single(Books.FaultsOf(Books.With(Books.PerSecond("m", ("2026-07-01", "0.1"), ("2026-07-01", "0.2"))))));

    [Fact]
    public void A_name_that_stands_twice_is_a_fault_not_a_choice() =>
        Assert.Equal("prices.json: models.m stands there twice",
            Assert.Single(Books.FaultsOf(Books.With(Books.PerSecond("m", ("2026-07-01", "0.1")) + ", " + Books.PerSecond("m", ("2026-07-01", "0.2"))))));

    [Theory]
    [InlineData("", "prices.json, line 1, position 1: is not JSON")]
    [InlineData("{\n  \"version\": x }", "prices.json, line 2, position 14: is not JSON")]
    [InlineData("[]", "prices.json: must be one JSON object")]
    [InlineData("\"text\"", "prices.json: must be one JSON object")]
    [InlineData("""{ "version": "\ud800" }""", "prices.json: a text in it has half a surrogate pair (\\ud800 to \\udfff alone)")]
    public void What_is_no_JSON_object_is_told_with_its_place(string text, string fault) => Assert.Equal(fault, Assert.Single(Books.FaultsOf(text)));

    [Theory]
    [InlineData("m ", "2026-07-01")]
    [InlineData("m?", "2026-07-01")]
    [InlineData("", "2026-07-01")]
    public void A_pattern_that_could_never_be_a_model_is_a_fault(string pattern, string from) =>
        Assert.Contains("is no model", Assert.Single(Books.FaultsOf(Books.With(Books.PerSecond(pattern, (from, "1"))))));

    [Fact]
    public void A_fault_in_an_overlay_names_the_overlay()
    {
        var faults = Books.FaultsOf(Books.With(Books.PerSecond("m", ("2026-07-01", "0.1"))), """{ "models": { "m": { "type": "video", "prices": [] } }, "typo": 1 }""");

        Assert.Equal(
            ["overlay1.json: models.m.prices must have at least one price", "overlay1.json: typo is not known here", "overlay1.json: version is missing"],
            faults.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_file_and_no_model_are_faults()
    {
        Assert.Null(PriceBook.Parse([], out var none));
        Assert.Single(none);
        Assert.Equal("prices.json: has no models", Assert.Single(Books.FaultsOf(Books.With(""))));
    }

    /// <summary>Whatever one member is changed to, the book is read or refused with words, and never thrown.</summary>
    [Fact]
    public void Any_one_change_to_the_shipped_book_is_read_or_refused()
    {
        string?[] values = ["null", "0", "-1", "1e999", "\"\"", "\"x\"", "[]", "{}", "[[]]", "true", "{\"a\":{\"b\":[1]}}", null];
        var paths = Paths(JsonNode.Parse(Books.ShippedText)!).ToList();
        Assert.True(paths.Count > 150);
        foreach (var path in paths)
        foreach (var value in values)
            Books.FaultsOf(Books.Changed(book => Replace(book, path, value)));
    }

    private static IEnumerable<string[]> Paths(JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Under(member.Key, member.Value!)),
        JsonArray items => items.SelectMany((item, index) => Under(index.ToString(), item!)),
        _ => [],
    };

    private static IEnumerable<string[]> Under(string name, JsonNode node) => Paths(node).Select(path => path.Prepend(name).ToArray()).Prepend([name]);

    private static void Replace(JsonNode book, string[] path, string? value)
    {
        var parent = path[..^1].Aggregate(book, (node, name) => node is JsonArray items ? items[int.Parse(name)]! : node[name]!);
        if (parent is JsonArray list)
        {
            if (value is null) list.RemoveAt(int.Parse(path[^1]));
            else list[int.Parse(path[^1])] = JsonNode.Parse(value);
        }
        else if (value is null) parent.AsObject().Remove(path[^1]);
        else parent[path[^1]] = JsonNode.Parse(value);
    }
}
