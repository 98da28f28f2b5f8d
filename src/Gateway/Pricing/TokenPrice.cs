namespace Gateway.Pricing;

/// <summary>A price by the vendor's token formula, with resolutions that are priced per second instead.</summary>
/// <param name="Per1000">US dollars per 1,000 tokens.</param>
/// <param name="Per1000WithVideo">The same when a video goes in.</param>
/// <param name="PerSecond">US dollars per second of output, for resolutions without a published token basis.</param>
internal sealed record TokenPrice(
    DateTimeOffset From, RequestForm Form, IReadOnlyList<string> Resolutions, int MaxSide, decimal HoldMargin,
    TokenFormula Formula, decimal Per1000, decimal Per1000WithVideo, IReadOnlyDictionary<string, decimal> PerSecond)
    : RequestPrice(From, Form, Resolutions, MaxSide, HoldMargin)
{
    /// <summary>With the frames that may be billed on top; what it says is held at least.</summary>
    public required TokenFormula HeldFormula { get; init; }

    private PixelTable Table => Form.Ratio!.Pixels;

    public override string Kind => RuleReader.Tokens;

    public override IReadOnlyList<PriceLine> Lines =>
    [
        new PriceLine("1,000 tokens", Per1000),
        .. Form.Video is null ? [] : (PriceLine[])[new PriceLine("1,000 tokens", Per1000WithVideo, When: "with a video input")],
        .. PerSecond.Select(price => new PriceLine("second", price.Value, price.Key)),
    ];

    public override Cost Of(Asked asked)
    {
        var resolution = asked.Resolution!;
        List<string> assumptions = [];
        var table = InTable(resolution, asked.Ratio, assumptions);
        var isPerSecond = PerSecond.TryGetValue(resolution, out var perSecond);
        var tokens = asked.Size is null && isPerSecond
            ? (decimal?)null
            : Formula.Tokens(asked.Size ?? table, asked.HasVideoInput ? Form.Video!.AssumedSeconds : 0, asked.Seconds);
        var dollars = TokenFormula.Dollars(tokens ?? 0, asked.HasVideoInput ? Per1000WithVideo : Per1000);
        if (isPerSecond && asked.Seconds * perSecond >= dollars)
        {
            // A size beside such a resolution contradicts it: neither source says which counts, so the dearer one is the price.
            (dollars, tokens) = (asked.Seconds * perSecond, null);
            assumptions.Add($"{resolution} is priced per second of output.");
        }
        var held = Math.Max(dollars, Math.Max(HeldByTokens(Formula, asked, table), HeldBySeconds(asked, perSecond)));
        if (asked.Size is { } size && size.Area < table.Area) assumptions.Add($"Held for {table}, which may be billed instead of {size}.");
        return new Cost(dollars, tokens, held, assumptions) { HeldAtLeast = HeldByTokens(HeldFormula, asked, table) };
    }

    /// <summary>
    /// The published size of what was asked for. A resolution that is not in the table may be billed as the default one,
    /// a ratio that the model chooses as the largest.
    /// </summary>
    private Pixels InTable(string resolution, string? ratio, List<string> assumptions)
    {
        if (!Table.Has(resolution)) resolution = Form.Resolution!.Default;
        if (ratio is null)
        {
            ratio = Table.LargestRatio(resolution);
            assumptions.Add($"The model chooses the ratio: {ratio}, the most pixels at {resolution}.");
        }
        return Table.Of(resolution, ratio);
    }

    /// <summary>The larger size for the longer time; with a video also without it, should the vendor ignore it.</summary>
    private decimal HeldByTokens(TokenFormula formula, Asked asked, Pixels table)
    {
        var size = asked.Size is { } sent && sent.Area > table.Area ? sent : table;
        var plain = TokenFormula.Dollars(formula.Tokens(size, 0, asked.HeldSeconds), Per1000);
        if (!asked.HasVideoInput) return plain;
        var total = Form.Video!.HeldTotal(asked.HeldSeconds);
        return Math.Max(plain, TokenFormula.Dollars(formula.Tokens(size, 0, total), Per1000WithVideo));
    }

    /// <summary>No price per second is published for video input, so its seconds are held as if they were output.</summary>
    private decimal HeldBySeconds(Asked asked, decimal perSecond) =>
        perSecond * (asked.HasVideoInput ? Form.Video!.HeldTotal(asked.HeldSeconds) : asked.HeldSeconds);
}
