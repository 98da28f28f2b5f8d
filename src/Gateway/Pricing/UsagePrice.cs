namespace Gateway.Pricing;

/// <summary>A price for the tokens a text model reads and writes. What was used is known only afterwards, so no request alone has this price.</summary>
/// <param name="MaxOutputTokens">What is held for each answer when the caller sets no cap.</param>
internal sealed record UsagePrice(DateTimeOffset From, decimal HoldMargin, UsageRates Rates, int MaxOutputTokens) : PriceRule(From, HoldMargin)
{
    public override string Kind => RuleReader.PerToken;

    public override IReadOnlyList<PriceLine> Lines =>
    [
        new PriceLine("1M input tokens", Rates.InputPer1M),
        new PriceLine("1M output tokens", Rates.OutputPer1M),
        .. Rates.CachedInputPer1M == Rates.InputPer1M ? [] : (PriceLine[])[new PriceLine("1M cached input tokens", Rates.CachedInputPer1M)],
    ];
}

/// <summary>US dollars per million tokens.</summary>
/// <param name="CachedInputPer1M">For input the vendor had in its cache; the plain rate where no other is published.</param>
internal sealed record UsageRates(decimal InputPer1M, decimal OutputPer1M, decimal CachedInputPer1M)
{
    /// <summary>Exact, nothing is rounded.</summary>
    public decimal Dollars(TokenUsage used) =>
        ((used.Input - used.CachedInput) * InputPer1M + used.CachedInput * CachedInputPer1M + used.Output * OutputPer1M) / 1_000_000;
}

/// <summary>Tokens a text model was paid for.</summary>
/// <param name="Input">All that was read, <paramref name="CachedInput"/> included.</param>
internal readonly record struct TokenUsage(decimal Input, decimal Output, decimal CachedInput)
{
    /// <summary>Null when no model could have used that much, or the parts are more than the whole.</summary>
    public static TokenUsage? Of(long input, long output, long cachedInput = 0) =>
        input is >= 0 and <= PriceLimits.UsageTokens && output is >= 0 and <= (long)PriceLimits.UsageTokens * PriceLimits.Answers && cachedInput >= 0 && cachedInput <= input
            ? new TokenUsage(input, output, cachedInput)
            : null;
}
