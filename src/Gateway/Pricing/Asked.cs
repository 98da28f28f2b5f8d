namespace Gateway.Pricing;

/// <summary>What a request asks for, as far as it changes the price.</summary>
/// <param name="Seconds">Of each output, as sent or as the model's default; 0 where the model has no length.</param>
/// <param name="HeldSeconds">The most seconds of output that could be billed.</param>
/// <param name="Resolution">Null where the model has none.</param>
/// <param name="Ratio">Null where the model chooses, or has none.</param>
/// <param name="Size">Null unless width and height were sent.</param>
/// <param name="HasVideoInput">A video goes in, which has another rate and seconds of its own.</param>
/// <param name="Assumptions">One sentence for each thing the request left open.</param>
internal sealed record Asked(
    int Seconds, int HeldSeconds, string? Resolution, string? Ratio, Pixels? Size, bool HasVideoInput, IReadOnlyList<string> Assumptions)
{
    /// <summary>Outputs, as sent or as the model's default.</summary>
    public required int Count { get; init; }

    /// <summary>The most outputs that could be billed.</summary>
    public required int HeldCount { get; init; }
}
