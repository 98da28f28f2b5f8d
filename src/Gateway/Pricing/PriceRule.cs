namespace Gateway.Pricing;

/// <summary>A price as published, from a day on.</summary>
/// <param name="From">UTC midnight of the first day.</param>
/// <param name="HoldMargin">What every hold is multiplied with, at least 1.</param>
internal abstract record PriceRule(DateTimeOffset From, decimal HoldMargin)
{
    /// <summary>What it is called in a price file.</summary>
    public abstract string Kind { get; }

    /// <summary>The price in numbers, for a list of models.</summary>
    public abstract IReadOnlyList<PriceLine> Lines { get; }

    /// <summary>Who said so; null where the book does not tell.</summary>
    public string? Source { get; init; }
}

/// <summary>The price of a job that is one request: what its fields say is what it costs.</summary>
/// <param name="Resolutions">What may be asked for; empty where the model has no resolution.</param>
/// <param name="MaxSide">The longest width or height that may be asked for, in pixels.</param>
internal abstract record RequestPrice(DateTimeOffset From, RequestForm Form, IReadOnlyList<string> Resolutions, int MaxSide, decimal HoldMargin)
    : PriceRule(From, HoldMargin)
{
    /// <summary>Of one output; how many are asked for is counted elsewhere.</summary>
    public abstract Cost Of(Asked asked);
}

/// <summary>What one output costs, before multiplier, margin and rounding.</summary>
/// <param name="Dollars">By the formula on what was sent.</param>
/// <param name="Tokens">Of that formula; null where it has none.</param>
/// <param name="HeldDollars">The dearest of all readings, <paramref name="Dollars"/> among them.</param>
/// <param name="Assumptions">What the price itself leaves open.</param>
internal sealed record Cost(decimal Dollars, decimal? Tokens, decimal HeldDollars, IReadOnlyList<string> Assumptions)
{
    /// <summary>Held even where the margin on <see cref="HeldDollars"/> comes to less; the margin is not put on it.</summary>
    public decimal HeldAtLeast { get; init; }
}
