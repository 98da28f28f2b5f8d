using Gateway.Pricing;

namespace Gateway.Predictions;

/// <summary>Names a model by its entry in the price book in force, so that what callers write does not become a label.</summary>
internal static class BookEntry
{
    public static Func<string, string?> Finder(Prices prices, TimeProvider time) =>
        model => prices.Book.FamilyOf(model, time.GetUtcNow());
}
