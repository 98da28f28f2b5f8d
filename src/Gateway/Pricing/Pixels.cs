namespace Gateway.Pricing;

/// <summary>The size of an output.</summary>
internal readonly record struct Pixels(int Width, int Height)
{
    public long Area => (long)Width * Height;
    public override string ToString() => $"{Width}×{Height}";
}

/// <summary>The vendor's published output size for each resolution and ratio.</summary>
internal sealed class PixelTable(IReadOnlyDictionary<string, IReadOnlyDictionary<string, Pixels>> byResolution)
{
    /// <summary>Every ratio of the table, in the order of the book.</summary>
    public IReadOnlyList<string> Ratios { get; } = [.. byResolution.Values.SelectMany(row => row.Keys).Distinct()];

    public bool Has(string resolution) => byResolution.ContainsKey(resolution);

    public bool Has(string resolution, string ratio) => byResolution.TryGetValue(resolution, out var row) && row.ContainsKey(ratio);

    public Pixels Of(string resolution, string ratio) => byResolution[resolution][ratio];

    /// <summary>The ratio with the most pixels; the first of the book where several have as many.</summary>
    public string LargestRatio(string resolution) => byResolution[resolution].MaxBy(size => size.Value.Area).Key;
}
