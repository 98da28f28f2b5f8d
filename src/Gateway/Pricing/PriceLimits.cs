namespace Gateway.Pricing;

/// <summary>The widest values a price book may hold: together they keep the dearest thinkable request inside <see cref="Usd"/>.</summary>
internal static class PriceLimits
{
    /// <summary>US dollars per 1,000 tokens. More is a rate written for another unit.</summary>
    public const decimal Per1000Tokens = 1;

    /// <summary>US dollars per second.</summary>
    public const decimal PerSecond = 1000;

    /// <summary>US dollars per image.</summary>
    public const decimal PerImage = 1000;

    /// <summary>US dollars per run.</summary>
    public const decimal PerRun = 10_000;

    /// <summary>US dollars per million tokens of a text model.</summary>
    public const decimal Per1MTokens = 1000;

    /// <summary>Outputs one request may ask for.</summary>
    public const int Count = 100;

    /// <summary>Tokens a text model may read, or write in one answer.</summary>
    public const int UsageTokens = 100_000_000;

    /// <summary>Answers of a text model one request may ask for.</summary>
    public const int Answers = 128;

    /// <summary>Models and families in one book: each is compared with each.</summary>
    public const int Models = 2_000;

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
