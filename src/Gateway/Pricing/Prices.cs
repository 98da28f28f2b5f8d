namespace Gateway.Pricing;

/// <summary>The price book in force, re-read when its files change; a bad one is logged and the last good one stays.</summary>
internal sealed class Prices(PriceBook book, PricingSettings settings)
{
    private volatile State _now = new(book, settings);

    public PriceBook Book => _now.Book;

    /// <summary>The account's multiplier, <c>Pricing:Multiplier</c>.</summary>
    public decimal Multiplier => _now.Settings.Multiplier;

    /// <summary><c>Pricing:DifferenceTolerance</c>.</summary>
    public decimal DifferenceTolerance => _now.Settings.DifferenceTolerance;

    /// <summary>Called by the one who watches the files only.</summary>
    public void Take(PriceBook newBook) => _now = _now with { Book = newBook };

    public void Take(PricingSettings newSettings) => _now = _now with { Settings = newSettings };

    private sealed record State(PriceBook Book, PricingSettings Settings);
}
