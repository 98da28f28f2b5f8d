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
        _entries = [.. entries.OrderBy(entry => entry.Pattern, Specificity.MostSpecificFirst)];
        _promptFlags = promptFlags;
        PricingFields = _entries
            .SelectMany(entry => entry.Rules)
            .OfType<RequestPrice>()
            .SelectMany(rule => rule.Form.Fields.Concat(rule.Form.Restricted.Fields))
            .Append(PromptFlags.Field)
            .ToHashSet();
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
        Check(multiplier);
        return Find(model, at) switch
        {
            null => new QuoteResult.Unpriced(model),
            { Rule: RequestPrice rule } found => Quote(model, found.Entry.Type, rule, fields, multiplier),
            { Entry.Type: var type } => new QuoteResult.ByUsage(model, type),
        };
    }

    /// <summary>The price of a text model at that moment; null for a model without one.</summary>
    public Tariff? Tariff(string model, DateTimeOffset at, decimal multiplier)
    {
        Check(multiplier);
        return Find(model, at) is { Rule: UsagePrice price }
            ? new Tariff(model, Version, price.Rates, price.MaxOutputTokens, price.HoldMargin, multiplier)
            : null;
    }

    /// <summary>What a request without any fields costs, by the defaults of its model; null where a request alone has no price.</summary>
    public Quote? Example(PricedModel model, decimal multiplier) =>
        model.Rule is RequestPrice rule && Quote(model.Pattern, model.Type, rule, new Dictionary<string, JsonElement>(), multiplier) is QuoteResult.Priced priced
            ? priced.Quote
            : null;

    private QuoteResult Quote(string model, ModelType type, RequestPrice rule, IReadOnlyDictionary<string, JsonElement> fields, decimal multiplier)
    {
        var reader = new FieldReader(fields);
        _promptFlags.Check(reader);
        var asked = rule.Form.Read(reader, rule.Resolutions, rule.MaxSide);
        if (reader.Refusal is { } refusal) return refusal;
        var cost = rule.Of(asked);
        var held = Math.Max(cost.HeldDollars * rule.HoldMargin, cost.HeldAtLeast) * asked.HeldCount;
        return new QuoteResult.Priced(
            new Quote(
                model,
                NeverZero(Usd.FromDollars(cost.Dollars * asked.Count * multiplier)),
                NeverZero(Usd.FromDollarsRoundedUp(held * multiplier)),
                cost.Tokens * asked.Count,
                Version,
                [.. asked.Assumptions, .. cost.Assumptions]),
            type);
    }

    public bool Prices(string model, DateTimeOffset at) => Find(model, at) is not null;

    /// <summary>What the model makes; null where it has no price.</summary>
    public ModelType? TypeOf(string model, DateTimeOffset at) => Find(model, at)?.Entry.Type;

    /// <summary>The pattern by which a model has its price; null where it has none. There are only as many as the book has entries.</summary>
    public string? FamilyOf(string model, DateTimeOffset at) => Find(model, at)?.Entry.Pattern;

    /// <summary>What can be priced, the most specific patterns first.</summary>
    public IReadOnlyList<PricedModel> Models(DateTimeOffset at) =>
    [
        .. from entry in _entries
           let rule = entry.InForce(at)
           where rule is not null
           select new PricedModel(entry.Pattern, entry.Type, rule, entry.Next(at)),
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
    internal static Usd NeverZero(Usd usd) => Usd.Max(usd, new Usd(1));

    private static void Check(decimal multiplier)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(multiplier);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(multiplier, PriceLimits.Multiplier);
    }
}
