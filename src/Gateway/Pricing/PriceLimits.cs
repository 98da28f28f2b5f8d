namespace Gateway.Pricing;

/// <summary>The widest values a price book may hold: together they keep the dearest thinkable request inside <see cref="Usd"/>.</summary>
internal static class PriceLimits
{
    /// <summary>US dollars per 1,000 tokens. More is a rate written for another unit.</summary>
    public const decimal Per1000Tokens = 1;

    /// <summary>US dollars per second.</summary>
    public const decimal PerSecond = 1000;

    /// <summary>Of a width or a height, in pixels.</summary>
    public const int Side = 16_384;

    /// <summary>Of an output, and of all video input together.</summary>
    public const int Seconds = 600;

    public const int FramesPerSecond = 60;
    public const int ExtraFrames = 240;

    /// <summary>A hold is at most twice the dearest reading.</summary>
    public const decimal HoldMargin = 2;

    /// <summary>The account's multiplier.</summary>
    public const decimal Multiplier = 100;

    /// <summary>Longer numbers could not be read exactly, in characters.</summary>
    public const int NumberLength = 24;

    /// <summary>Longer names are no model, in characters.</summary>
    public const int ModelLength = 200;
}
