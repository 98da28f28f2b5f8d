using System.Text.Json;

namespace Gateway.Pricing;

/// <summary>What every model costs, from when, and who said so. Pure: no clock, no I/O.</summary>
internal sealed class PriceBook
{
    private readonly IReadOnlyList<PriceEntry> _entries;
    private readonly PromptFlags _promptFlags;

    internal PriceBook(string version, IEnumerable<PriceEntry> entries, PromptFlags promptFlags)
    {
        Version = version;
        _entries = PriceEntry.MostSpecificFirst(entries);
        _promptFlags = promptFlags;
        PricingFields = _entries.SelectMany(entry => entry.Rules).SelectMany(rule => rule.Form.Fields).Append(PromptFlags.Field).ToHashSet();
    }

    /// <summary>Null, and every fault with its path, when the files do not make a book. Later files lie over earlier ones.</summary>
    public static PriceBook? Parse(IReadOnlyList<PriceText> files, out IReadOnlyList<string> faults) => PriceBookReader.Read(files, out faults);

    public string Version { get; }

    /// <summary>Top-level fields of a request that can change a price of any model, the prompt (for its flags) included.</summary>
    public IReadOnlySet<string> PricingFields { get; }

    /// <param name="fields">The request's pricing fields as sent; others may be there and are ignored.</param>
    /// <param name="multiplier">The account's, on every price; above 0 and at most <see cref="PriceLimits.Multiplier"/>.</param>
    public QuoteResult Quote(string model, IReadOnlyDictionary<string, JsonElement> fields, DateTimeOffset at, decimal multiplier)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiplier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(multiplier, PriceLimits.Multiplier);
        if (Find(model, at) is not { Rule: var rule }) return new QuoteResult.Unpriced(model);
        var reader = new FieldReader(fields);
        _promptFlags.Check(reader);
        var asked = rule.Form.Read(reader, rule.Resolutions, rule.MaxSide);
        if (reader.Refusal is { } refusal) return refusal;
        var cost = rule.Of(asked);
        return new QuoteResult.Priced(new Quote(
            model,
            NeverZero(Usd.FromDollars(cost.Dollars * multiplier)),
            NeverZero(Usd.FromDollarsRoundedUp(Math.Max(cost.HeldDollars * rule.HoldMargin, cost.HeldAtLeast) * multiplier)),
            cost.Tokens,
            Version,
            [.. asked.Assumptions, .. cost.Assumptions]));
    }

    public bool Prices(string model, DateTimeOffset at) => Find(model, at) is not null;

    /// <summary>What can be priced, the most specific patterns first.</summary>
    public IReadOnlyList<PricedModel> Models(DateTimeOffset at) =>
    [
        .. from entry in _entries
           let rule = entry.InForce(at)
           where rule is not null
           select new PricedModel(entry.Pattern, entry.Type, rule.Words),
    ];

    /// <summary>The most specific pattern that has a price by then: until a model's own price begins, its family's holds.</summary>
    private (PriceEntry Entry, PriceRule Rule)? Find(string model, DateTimeOffset at)
    {
        if (model.Length > PriceLimits.ModelLength) return null;
        foreach (var entry in _entries)
            if (ModelPattern.Matches(entry.Pattern, model) && entry.InForce(at) is { } rule) return (entry, rule);
        return null;
    }

    /// <summary>A tiny multiplier must not round a price away.</summary>
    private static Usd NeverZero(Usd usd) => Usd.Max(usd, new Usd(1));
}
