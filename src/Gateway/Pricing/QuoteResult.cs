namespace Gateway.Pricing;

/// <summary>What the price book says to a request.</summary>
internal abstract record QuoteResult
{
    private QuoteResult() { }

    internal sealed record Priced(Quote Quote) : QuoteResult;

    /// <summary>No price in force for this model: it is not sent.</summary>
    internal sealed record Unpriced(string Model) : QuoteResult;

    /// <summary>A field has a value that cannot be priced.</summary>
    internal sealed record Invalid(string Field, string Message) : QuoteResult;
}
