namespace Gateway.Pricing;

/// <summary>What the price book says to a request.</summary>
internal abstract record QuoteResult
{
    private QuoteResult() { }

    /// <param name="Type">What the model makes: a submit for something else is not this model's.</param>
    internal sealed record Priced(Quote Quote, ModelType Type) : QuoteResult;

    /// <summary>Priced by what is used, which no request alone tells: see <see cref="PriceBook.Tariff"/>.</summary>
    internal sealed record ByUsage(string Model, ModelType Type) : QuoteResult;

    /// <summary>No price in force for this model: it is not sent.</summary>
    internal sealed record Unpriced(string Model) : QuoteResult;

    /// <summary>A field has a value that cannot be priced.</summary>
    internal sealed record Invalid(string Field, string Message) : QuoteResult;
}
