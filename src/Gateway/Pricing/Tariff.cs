namespace Gateway.Pricing;

/// <summary>
/// The price of a text model at one moment. Whoever makes a hold keeps it until the end, so that a conversation that began before a price
/// changed ends at the price it began with.
/// </summary>
/// <param name="Multiplier">The account's, at that moment.</param>
internal sealed record Tariff(string Model, string PriceBookVersion, UsageRates Rates, int MaxOutputTokens, decimal HoldMargin, decimal Multiplier)
{
    /// <summary>The most that can be asked: everything is read without a cache, and each answer is as long as it may be.</summary>
    /// <param name="inputTokens">From 0 to <see cref="PriceLimits.UsageTokens"/>.</param>
    /// <param name="maxOutputTokens">The cap on one answer, from 1 to <see cref="PriceLimits.UsageTokens"/>; null when the caller sets none.</param>
    /// <param name="answers">How many are asked for, from 1 to <see cref="PriceLimits.Answers"/>.</param>
    public Quote Estimate(int inputTokens, int? maxOutputTokens = null, int answers = 1)
    {
        Between(0, inputTokens, PriceLimits.UsageTokens, nameof(inputTokens));
        Between(1, maxOutputTokens ?? 1, PriceLimits.UsageTokens, nameof(maxOutputTokens));
        Between(1, answers, PriceLimits.Answers, nameof(answers));
        List<string> assumptions = [];
        if (maxOutputTokens is null) assumptions.Add($"No cap on the output was sent: {MaxOutputTokens} tokens, the book's.");
        if (answers > 1) assumptions.Add($"Held as if the input were billed for each of the {answers} answers.");
        var output = (decimal)(maxOutputTokens ?? MaxOutputTokens) * answers;
        var usd = Rates.Dollars(new TokenUsage(inputTokens, output, 0)) * Multiplier;
        var held = Rates.Dollars(new TokenUsage((decimal)inputTokens * answers, output, 0)) * Multiplier * HoldMargin;
        return new Quote(
            Model, PriceBook.NeverZero(Usd.FromDollars(usd)), PriceBook.NeverZero(Usd.FromDollarsRoundedUp(held)), inputTokens + output,
            PriceBookVersion, assumptions);
    }

    /// <summary>What the tokens that were used cost, rounded once, half up. Nothing used costs nothing.</summary>
    public Usd Settle(TokenUsage used) => Usd.FromDollars(Rates.Dollars(used) * Multiplier);

    private static void Between(int least, int value, int most, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, least, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, most, name);
    }
}
