using System.Numerics;
using Gateway.Pricing;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>Text models: held for the most they may write, settled by what they used.</summary>
public sealed class TariffTests
{
    private const string Model = "qwen/qwen3-max";

    private static Tariff Of(string model, decimal multiplier = 1) => Assert.IsType<Tariff>(Books.Shipped.Tariff(model, Books.Now, multiplier));

    private static TokenUsage Used(long input, long output, long cached = 0) => Assert.IsType<TokenUsage>(TokenUsage.Of(input, output, cached));

    [Theory]
    [InlineData("qwen/qwen3-max", 1_200_000_000, 6_000_000_000)]
    [InlineData("moonshotai/kimi-k2.5", 500_000_000, 2_600_000_000)]
    [InlineData("zai-org/glm-5", 950_000_000, 3_150_000_000)]
    [InlineData("zai-org/glm-4.7", 520_000_000, 1_750_000_000)]
    [InlineData("minimaxai/minimax-m2.5", 295_000_000, 1_200_000_000)]
    [InlineData("deepseek-ai/deepseek-v3.2-speciale", 400_000_000, 1_200_000_000)]
    [InlineData("qwen/qwen3-coder-next", 180_000_000, 1_350_000_000)]
    [InlineData("qwen/qwen3.5-397b-a17b", 550_000_000, 3_500_000_000)]
    public void A_million_tokens_cost_what_was_reported(string model, long input, long output)
    {
        Assert.Equal(input, Of(model).Settle(Used(1_000_000, 0)).Nanos);
        Assert.Equal(output, Of(model).Settle(Used(0, 1_000_000)).Nanos);
    }

    [Fact]
    public void The_hold_is_the_input_and_the_longest_output_of_every_answer()
    {
        var quote = Of(Model).Estimate(inputTokens: 1_000, maxOutputTokens: 500, answers: 3);

        Assert.Equal((1_000 * 1_200 + 1_500 * 6_000, 2_500m), (quote.Usd.Nanos, quote.Tokens));
        Assert.Equal((3_000 * 1_200 + 1_500 * 6_000) * 101 / 100, quote.HoldUsd.Nanos);
        Assert.Equal((Model, Books.Shipped.Version), (quote.Model, quote.PriceBookVersion));
        Assert.Contains(quote.Assumptions, sentence => sentence.Contains("3 answers"));
    }

    [Fact]
    public void Without_a_cap_the_books_own_is_held()
    {
        var quote = Of(Model).Estimate(inputTokens: 0);

        Assert.Equal(32_768 * 6_000, quote.Usd.Nanos);
        Assert.Contains(quote.Assumptions, sentence => sentence.Contains("32768 tokens"));
    }

    [Fact]
    public void Cached_input_has_its_own_price_or_that_of_other_input()
    {
        var book = Books.Good(Books.With("""
            "m": { "type": "text", "prices": [ { "from": "2026-07-01", "kind": "perToken", "inputPer1M": 2, "outputPer1M": 8, "cachedInputPer1M": "0.5", "maxOutputTokens": 10 } ] }
            """));
        var tariff = Assert.IsType<Tariff>(book.Tariff("m", Books.Now, 1));

        Assert.Equal(600 * 2_000 + 400 * 500 + 10 * 8_000, tariff.Settle(Used(1_000, 10, cached: 400)).Nanos);
        Assert.Equal(Of(Model).Settle(Used(1_000, 0)), Of(Model).Settle(Used(1_000, 0, cached: 900)));
        Assert.Equal(1_000 * 2_000 + 10 * 8_000, tariff.Estimate(1_000).HoldUsd.Nanos);
    }

    [Fact]
    public void It_is_rounded_once_half_up()
    {
        // 1 token at $0.295 per million is 295 nano-dollars; a multiplier of 0.1 leaves 29.5.
        Assert.Equal(30, Of("minimaxai/minimax-m2.5", 0.1m).Settle(Used(1, 0)).Nanos);
        // Two such halves are 59, not 60.
        Assert.Equal(59, Of("minimaxai/minimax-m2.5", 0.1m).Settle(Used(2, 0)).Nanos);
        var random = new Random(20_261_124);
        for (var round = 0; round < 2_000; round++)
        {
            var (input, output, thousandths) = (random.Next(1_000_000), random.Next(1_000_000), random.Next(1, 5_000));
            var numerator = ((BigInteger)input * 1_200 + (BigInteger)output * 6_000) * thousandths;
            Assert.Equal((2 * numerator + 1_000) / 2_000, Of(Model, thousandths / 1000m).Settle(Used(input, output)).Nanos);
        }
    }

    [Fact]
    public void What_is_used_within_the_caps_never_exceeds_the_hold()
    {
        var random = new Random(7);
        for (var round = 0; round < 2_000; round++)
        {
            var (input, cap, answers, multiplier) = (random.Next(0, 200_000), random.Next(1, 50_000), random.Next(1, 10), random.Next(1, 300) / 100m);
            var tariff = Of(Model, multiplier);
            var quote = tariff.Estimate(input, cap, answers);
            var used = Used(input, random.NextInt64(0, (long)cap * answers + 1), random.Next(0, input + 1));
            Assert.True(quote.Usd > Usd.Zero && quote.HoldUsd >= quote.Usd && tariff.Settle(used) <= quote.HoldUsd, $"{input}, {cap}, {answers}, {multiplier}");
        }
    }

    [Fact]
    public void More_tokens_or_answers_are_never_cheaper()
    {
        var random = new Random(8);
        for (var round = 0; round < 2_000; round++)
        {
            var (input, cap, answers) = (random.Next(0, 200_000), random.Next(1, 50_000), random.Next(1, 100));
            var less = Of(Model).Estimate(input, cap, answers);
            Quote[] more = [Of(Model).Estimate(input + 1, cap, answers), Of(Model).Estimate(input, cap + 1, answers), Of(Model).Estimate(input, cap, answers + 1)];
            Assert.All(more, quote => Assert.True(quote.Usd >= less.Usd && quote.HoldUsd >= less.HoldUsd));
        }
    }

    [Fact]
    public void A_conversation_ends_at_the_price_it_began_with()
    {
        var book = Books.Good(Books.With("""
            "m": { "type": "text", "prices": [
              { "from": "2026-07-01", "kind": "perToken", "inputPer1M": 2, "outputPer1M": 8, "maxOutputTokens": 10 },
              { "from": "2026-08-01", "kind": "perToken", "inputPer1M": 4, "outputPer1M": 16, "maxOutputTokens": 10 } ] }
            """));
        var midnight = new DateTimeOffset(2026, 8, 1, 0, 0, 0, TimeSpan.Zero);
        var before = Assert.IsType<Tariff>(book.Tariff("m", midnight.AddMilliseconds(-1), 1));
        var after = Assert.IsType<Tariff>(book.Tariff("m", midnight, 1));

        Assert.Equal(2_000, before.Settle(Used(1, 0)).Nanos);
        Assert.Equal(4_000, after.Settle(Used(1, 0)).Nanos);
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(5, 0, 6)]
    [InlineData(5, 0, -1)]
    [InlineData(long.MaxValue, 0, 0)]
    [InlineData(0, long.MaxValue, 0)]
    public void A_usage_that_cannot_be_is_none(long input, long output, long cached) => Assert.Null(TokenUsage.Of(input, output, cached));

    [Theory]
    [InlineData(-1, 1, 1)]
    [InlineData(1, 0, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(1, 1, 129)]
    [InlineData(int.MaxValue, 1, 1)]
    [InlineData(1, int.MaxValue, 1)]
    public void An_estimate_out_of_bounds_is_a_fault_of_the_caller(int input, int cap, int answers) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Of(Model).Estimate(input, cap, answers));

    [Fact]
    public void The_dearest_text_a_book_may_hold_stays_inside_the_room_of_money()
    {
        var book = Books.Good(Books.With($$"""
            "m": { "type": "text", "prices": [ { "from": "2026-07-01", "kind": "perToken", "inputPer1M": {{PriceLimits.Per1MTokens}}, "outputPer1M": {{PriceLimits.Per1MTokens}},
              "maxOutputTokens": {{PriceLimits.UsageTokens}}, "holdMargin": {{PriceLimits.HoldMargin}} } ] }
            """));
        var tariff = Assert.IsType<Tariff>(book.Tariff("m", Books.Now, PriceLimits.Multiplier));

        Assert.True(tariff.Estimate(PriceLimits.UsageTokens, null, PriceLimits.Answers).HoldUsd > Usd.Zero);
    }

    [Fact]
    public void Only_a_text_model_has_a_tariff_and_no_request_prices_one()
    {
        Assert.Null(Books.Shipped.Tariff(Books.Text2Video, Books.Now, 1));
        Assert.Null(Books.Shipped.Tariff("nobody/knows", Books.Now, 1));
        Assert.Equal(new QuoteResult.ByUsage(Model, ModelType.Text), Books.Shipped.Ask(Model, """{"num_images":0}"""));
    }
}
