namespace Gateway.Pricing;

/// <summary>The price book in force, re-read when its files change; a bad one is logged and the last good one stays.</summary>
internal sealed class Prices
{
    public PriceBook Book => throw new NotImplementedException();

    /// <summary>The account's multiplier, <c>Pricing:Multiplier</c>.</summary>
    public decimal Multiplier => throw new NotImplementedException();
}
