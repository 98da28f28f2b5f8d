using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>A book that contradicts itself about a kind of price is refused, with the place.</summary>
public sealed class KindFaultsTests
{
    private const string Where = "prices.json: models.m.prices[0]";

    private static string Book(string price, string requests = """ "still": { "count": { "fields": ["n"], "default": 1, "max": 4 } } """, string more = "") => $$"""
        {
          "version": "t", "currency": "USD", "source": { "text": "a test", "date": "2026-01-01" }, {{more}}
          "requests": { {{requests}} },
          "models": { "m": { "type": "image", "prices": [ { "from": "2026-07-01", {{price}} } ] } }
        }
        """;

    [Theory]
    [InlineData("""  "kind": "perImage", "request": "still" """, ".usd is missing")]
    [InlineData("""  "kind": "perImage", "request": "still", "usd": 0 """, ".usd must be a plain decimal above 0 and at most 1000")]
    [InlineData("""  "kind": "perImage", "request": "still", "usd": 1001 """, ".usd must be a plain decimal above 0 and at most 1000")]
    [InlineData("""  "kind": "perImage", "usd": 1 """, ".request is missing")]
    [InlineData("""  "kind": "perImage", "request": "still", "usd": { "1k": 1 } """, ".request must have resolution, which the price depends on")]
    [InlineData("""  "kind": "perSecond", "request": "still", "usd": 1 """, ".request must have duration, which the price depends on")]
    [InlineData("""  "kind": "perSecond", "request": "still", "usd": 1 """, ".request must have no count: only perImage and perRun know one")]
    [InlineData("""  "kind": "perRun", "request": "still", "usd": "free" """, ".usd must be a plain decimal above 0 and at most 10000")]
    [InlineData("""  "kind": "perRun", "request": "still", "usd": 1, "perImage": 1 """, ".perImage is not known here")]
    [InlineData("""  "kind": "perToken", "inputPer1M": 1, "outputPer1M": 1 """, ".maxOutputTokens is missing")]
    [InlineData("""  "kind": "perToken", "inputPer1M": 1, "maxOutputTokens": 10 """, ".outputPer1M is missing")]
    [InlineData("""  "kind": "perToken", "inputPer1M": 0, "outputPer1M": 1, "maxOutputTokens": 10 """, ".inputPer1M must be a plain decimal above 0 and at most 1000")]
    [InlineData("""  "kind": "perToken", "inputPer1M": 1, "outputPer1M": 1200, "maxOutputTokens": 10 """, ".outputPer1M must be a plain decimal above 0 and at most 1000")]
    [InlineData("""  "kind": "perToken", "inputPer1M": 1, "outputPer1M": 1, "maxOutputTokens": 10, "request": "still" """, ".request is not known here")]
    public void A_price_that_lacks_or_contradicts_something_is_named(string price, string fault) => Assert.Contains(Where + fault, Books.FaultsOf(Book(price)));

    [Theory]
    [InlineData(""" "r": { "count": { "fields": ["n"], "default": 5, "max": 4 } } """, "requests.r.count.default must be at most max")]
    [InlineData(""" "r": { "count": { "fields": ["n"], "default": 1, "max": 101 } } """, "requests.r.count.max must be a whole number from 1 to 100")]
    [InlineData(""" "r": { "count": { "fields": ["n"], "default": 0, "max": 4 } } """, "requests.r.count.default must be a whole number from 1 to 100")]
    [InlineData(""" "r": { "count": { "fields": [], "default": 1, "max": 4 } } """, "requests.r.count.fields must not be empty")]
    [InlineData(""" "r": { "count": { "default": 1, "max": 4 } } """, "requests.r.count.fields is missing")]
    [InlineData(""" "r": { "count": { "fields": ["n"], "default": 1, "max": 4 }, "restricted": { "n": [1] } } """, "requests.r uses a field for two things")]
    [InlineData(""" "r": { "count": { "fields": ["n"], "default": 1, "max": 4 }, "restricted": { "x": [null] } } """, "requests.r.restricted.x[0] must be a text, a number, true or false")]
    [InlineData(""" "r": { "count": { "fields": ["n"], "default": 1, "max": 4 }, "restricted": { "x": 1 } } """, "requests.r.restricted.x must be a list")]
    public void A_request_that_contradicts_itself_is_named(string request, string fault) =>
        Assert.Contains("prices.json: " + fault, Books.FaultsOf(Book(""" "kind": "perImage", "request": "r", "usd": 1 """, request)));

    [Fact]
    public void A_price_per_run_knows_no_resolution() => Assert.Contains(
        Where + ".request must have neither resolution nor ratio, which a price per run does not know",
        Books.FaultsOf(Book(""" "kind": "perRun", "request": "r", "usd": 1 """, """ "r": { "resolution": { "field": "size", "default": "1k" } } """)));

    [Fact]
    public void What_is_restricted_in_an_overlay_counts_for_the_shipped_requests_too()
    {
        var book = Books.Good(Books.ShippedText, """{ "version": "ours", "restricted": { "grid": ["1x1"], "n": [1, 2] } }""");

        Assert.Equal("grid", Assert.IsType<QuoteResult.Invalid>(book.Ask(Books.Text2Video, """{"grid":"2x2"}""")).Field);
        Assert.IsType<QuoteResult.Priced>(book.Ask(Books.Text2Video, """{"grid":"1x1","n":2}"""));
        Assert.Equal("batch_size", Assert.IsType<QuoteResult.Invalid>(book.Ask(Books.Text2Video, """{"batch_size":2}""")).Field);
        Assert.Contains("grid", book.PricingFields);
    }

    [Fact]
    public void The_dearest_image_and_run_a_book_may_hold_stay_inside_the_room_of_money()
    {
        foreach (var (kind, usd) in new[] { ("perImage", PriceLimits.PerImage), ("perRun", PriceLimits.PerRun) })
        {
            var book = Books.Good(Book(
                $""" "kind": "{kind}", "request": "r", "usd": {usd}, "holdMargin": {PriceLimits.HoldMargin} """,
                $$""" "r": { "count": { "fields": ["n"], "default": 1, "max": {{PriceLimits.Count}} } } """));
            Assert.Equal(
                usd * PriceLimits.Count * PriceLimits.HoldMargin * PriceLimits.Multiplier,
                (decimal)book.Price("m", $$"""{"n":{{PriceLimits.Count}}}""", PriceLimits.Multiplier).HoldUsd.Nanos / Usd.NanosPerDollar);
        }
    }
}
