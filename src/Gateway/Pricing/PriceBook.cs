using System.Text.Json;

namespace Gateway.Pricing;

/// <summary>What every model costs, from when, and who said so. Pure: no clock, no I/O.</summary>
internal sealed class PriceBook
{
    public string Version => throw new NotImplementedException();

    /// <summary>Top-level fields of a request that can change a price of any model, the prompt (for its flags) included.</summary>
    public IReadOnlySet<string> PricingFields => throw new NotImplementedException();

    /// <param name="fields">The request's pricing fields as sent; others may be there and are ignored.</param>
    /// <param name="multiplier">The account's, on every price.</param>
    public QuoteResult Quote(string model, IReadOnlyDictionary<string, JsonElement> fields, DateTimeOffset at, decimal multiplier) =>
        throw new NotImplementedException();

    public bool Prices(string model, DateTimeOffset at) => throw new NotImplementedException();
}
