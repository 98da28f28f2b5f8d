namespace Gateway.Pricing;

/// <summary>US dollars for one unit of output, by resolution where the model has one.</summary>
/// <param name="Any">Where the resolution does not matter; then <paramref name="ByResolution"/> is empty.</param>
internal sealed record UnitRates(IReadOnlyDictionary<string, decimal> ByResolution, decimal Any)
{
    public decimal Of(string? resolution) => resolution is not null && ByResolution.TryGetValue(resolution, out var own) ? own : Any;

    public IReadOnlyList<PriceLine> Lines(string unit) =>
        ByResolution.Count == 0 ? [new PriceLine(unit, Any)] : [.. ByResolution.Select(price => new PriceLine(unit, price.Value, price.Key))];
}
