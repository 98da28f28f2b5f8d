namespace Gateway.Pricing;

/// <summary>What a price in the book is for.</summary>
internal enum ModelType { Video, Image, Audio, Text }

/// <summary>The prices of a model or a family, each from its day on.</summary>
/// <param name="Rules">Newest first.</param>
internal sealed record PriceEntry(string Pattern, ModelType Type, IReadOnlyList<PriceRule> Rules)
{
    public PriceRule? InForce(DateTimeOffset at) => Rules.FirstOrDefault(rule => rule.From <= at);

    /// <summary>Not in force yet, the next to be so; null where none is announced.</summary>
    public PriceRule? Next(DateTimeOffset at) => Rules.LastOrDefault(rule => rule.From > at);
}

/// <summary>One line of the list of models that can be priced.</summary>
/// <param name="Next">The price that is announced to replace <paramref name="Rule"/>.</param>
internal sealed record PricedModel(string Pattern, ModelType Type, PriceRule Rule, PriceRule? Next)
{
    public string InWords(decimal multiplier) => PriceLine.InWords(Rule.Lines, multiplier);
}
