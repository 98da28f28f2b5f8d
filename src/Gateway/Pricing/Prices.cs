namespace Gateway.Pricing;

/// <summary>The price book in force, re-read when its files change; a bad one is logged and the last good one stays.</summary>
internal sealed class Prices(PriceBook book, decimal multiplier)
{
    private volatile State _now = new(book, multiplier);

    public PriceBook Book => _now.Book;

    /// <summary>The account's multiplier, <c>Pricing:Multiplier</c>.</summary>
    public decimal Multiplier => _now.Multiplier;

    /// <summary>Called by the one who watches the files only.</summary>
    public void Take(PriceBook newBook) => _now = _now with { Book = newBook };

    public void Take(decimal newMultiplier) => _now = _now with { Multiplier = newMultiplier };

    private sealed record State(PriceBook Book, decimal Multiplier);
}
