using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

public sealed class DatesAndPatternsTests
{
    private static readonly DateTimeOffset August = new(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);

    private static long? PerSecond(PriceBook book, string model, DateTimeOffset at) =>
        book.Quote(model, Books.Fields("""{"duration":1}"""), at, 1) is QuoteResult.Priced priced ? priced.Quote.Usd.Nanos / 1_000_000 : null;

    [Fact]
    public void A_price_holds_from_midnight_UTC_until_the_next_one()
    {
        var book = Books.Good(Books.With(Books.PerSecond("m", ("2026-09-01", "0.3"), ("2026-07-01", "0.1"), ("2026-08-01", "0.2"))));

        Assert.Null(PerSecond(book, "m", new DateTimeOffset(2026, 7, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(-1)));
        Assert.Equal(100, PerSecond(book, "m", August.AddTicks(-1)));
        Assert.Equal(200, PerSecond(book, "m", August));
        Assert.Equal(300, PerSecond(book, "m", August.AddYears(3)));
    }

    [Fact]
    public void Midnight_is_midnight_UTC_whatever_the_offset_of_the_clock()
    {
        var book = Books.Good(Books.With(Books.PerSecond("m", ("2026-07-01", "0.1"), ("2026-08-01", "0.2"))));

        Assert.Equal(100, PerSecond(book, "m", new DateTimeOffset(2026, 8, 1, 1, 59, 59, TimeSpan.FromHours(2))));
        Assert.Equal(200, PerSecond(book, "m", new DateTimeOffset(2026, 8, 1, 2, 0, 0, TimeSpan.FromHours(2))));
        Assert.Equal(200, PerSecond(book, "m", new DateTimeOffset(2026, 7, 31, 19, 0, 0, TimeSpan.FromHours(-5))));
    }

    [Fact]
    public void The_most_specific_pattern_wins_wherever_it_stands_in_the_book()
    {
        var book = Books.Good(Books.With(string.Join(", ",
            Books.PerSecond("*", ("2026-07-01", "0.9")),
            Books.PerSecond("kling/v3.0", ("2026-07-01", "0.4")),
            Books.PerSecond("kling/*", ("2026-07-01", "0.1")),
            Books.PerSecond("kling/v3*", ("2026-07-01", "0.2")),
            Books.PerSecond("kling/v3.0*", ("2026-07-01", "0.3")))));

        Assert.Equal(400, PerSecond(book, "kling/v3.0", August));
        Assert.Equal(300, PerSecond(book, "kling/v3.0/pro", August));
        Assert.Equal(200, PerSecond(book, "kling/v3.5", August));
        Assert.Equal(100, PerSecond(book, "kling/v2/x/y", August));
        Assert.Equal(900, PerSecond(book, "veo", August));
        Assert.Equal(["kling/v3.0", "kling/v3.0*", "kling/v3*", "kling/*", "*"], book.Models(August).Select(model => model.Pattern));
    }

    [Fact]
    public void Until_a_models_own_price_begins_the_price_of_its_family_holds()
    {
        var book = Books.Good(Books.With(string.Join(", ",
            Books.PerSecond("kling/*", ("2026-07-01", "0.1")), Books.PerSecond("kling/v3", ("2026-08-01", "0.2")))));

        Assert.Equal(100, PerSecond(book, "kling/v3", August.AddTicks(-1)));
        Assert.Equal(200, PerSecond(book, "kling/v3", August));
    }

    [Fact]
    public void An_overlay_replaces_the_whole_entry_of_a_pattern_and_leaves_the_others()
    {
        var shipped = Books.With(string.Join(", ", Books.PerSecond("a", ("2026-01-01", "0.1"), ("2026-07-01", "0.2")), Books.PerSecond("b", ("2026-07-01", "0.5"))), "2026-07");
        var book = Books.Good(shipped, $$"""{ "version": "ours", "models": { {{Books.PerSecond("a", ("2026-08-01", "0.3"))}}, {{Books.PerSecond("c", ("2026-08-01", "0.4"))}} } }""");

        Assert.Equal("2026-07+ours", book.Version);
        Assert.Equal(300, PerSecond(book, "a", August));
        Assert.Null(PerSecond(book, "a", August.AddTicks(-1)));
        Assert.Equal(500, PerSecond(book, "b", August));
        Assert.Equal(400, PerSecond(book, "c", August));
        Assert.Equal("2026-07+ours", book.Price("b", "{}").PriceBookVersion);
    }

    [Fact]
    public void An_overlay_on_the_shipped_book_may_use_its_requests()
    {
        const string Promotion = """
            { "version": "promo", "models": { "bytedance/seedance-2.0/text-to-video": { "type": "video", "prices": [
              { "from": "2026-08-01", "kind": "tokens", "request": "seedance-2.0", "per1000": 0.01, "resolutions": ["720p"], "maxSide": 1280 } ] } } }
            """;
        var book = Books.Good(Books.ShippedText, Promotion);

        Assert.Equal(1_080_000_000, book.Price(Books.Text2Video, "{}").Usd.Nanos);
        Assert.Equal(1_209_600_000, book.Price("bytedance/seedance-2.0/image-to-video", "{}").Usd.Nanos);
        Assert.IsType<QuoteResult.Invalid>(book.Ask(Books.Text2Video, """{"prompt":"--rs 4k"}"""));
        Assert.IsType<QuoteResult.Invalid>(book.Ask(Books.Text2Video, """{"resolution":"480p"}"""));
    }
}
