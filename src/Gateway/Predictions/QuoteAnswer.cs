namespace Gateway.Predictions;

/// <summary>A quote as callers and the command line see it.</summary>
internal sealed record QuoteAnswer(string Model, Usd Usd, Usd HoldUsd, decimal? Tokens, string PriceBook, IReadOnlyList<string> Assumptions)
{
    public static QuoteAnswer Of(Quote quote) => new(quote.Model, quote.Usd, quote.HoldUsd, quote.Tokens, quote.PriceBookVersion, quote.Assumptions);
}
