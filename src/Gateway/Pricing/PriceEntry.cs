namespace Gateway.Pricing;

/// <summary>What a price in the book is for.</summary>
internal enum ModelType { Video, Image, Audio, Text }

/// <summary>The prices of a model or a family, each from its day on.</summary>
/// <param name="Rules">Newest first.</param>
internal sealed record PriceEntry(string Pattern, ModelType Type, IReadOnlyList<PriceRule> Rules)
{
    public PriceRule? InForce(DateTimeOffset at) => Rules.FirstOrDefault(rule => rule.From <= at);

    /// <summary>The most literal text first; of equals the one with fewer stars, so that a full name beats every pattern.</summary>
    public static IReadOnlyList<PriceEntry> MostSpecificFirst(IEnumerable<PriceEntry> entries) =>
    [
        .. entries
            .OrderByDescending(entry => entry.Pattern.Length - Stars(entry))
            .ThenBy(Stars)
            .ThenBy(entry => entry.Pattern, StringComparer.Ordinal),
    ];

    private static int Stars(PriceEntry entry) => entry.Pattern.Count(c => c == '*');
}

/// <summary>One line of the list of models that can be priced.</summary>
/// <param name="Price">In words.</param>
internal sealed record PricedModel(string Pattern, ModelType Type, string Price);
