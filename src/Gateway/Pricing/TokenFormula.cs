namespace Gateway.Pricing;

/// <summary>The vendor's published formula: height × width × seconds × frames per second / 1024 tokens. Exact, nothing is rounded.</summary>
/// <param name="ExtraFrames">Frames billed on top of the seconds; the published formula has none.</param>
internal sealed record TokenFormula(int FramesPerSecond, int ExtraFrames)
{
    /// <summary>Pixels of all frames together that make one token.</summary>
    private const decimal PixelsPerToken = 1024;

    public decimal Tokens(Pixels size, int inputSeconds, int outputSeconds) =>
        (decimal)size.Area * (FramesPerSecond * (inputSeconds + outputSeconds) + ExtraFrames) / PixelsPerToken;

    /// <param name="per1000">US dollars per 1,000 tokens.</param>
    public static decimal Dollars(decimal tokens, decimal per1000) => tokens * per1000 / 1000;
}
