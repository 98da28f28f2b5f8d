using System.Globalization;

namespace Gateway.Pricing;

/// <summary>One number of a price.</summary>
/// <param name="Unit">What is counted: <c>second</c>, <c>image</c>, <c>1,000 tokens</c>.</param>
/// <param name="Usd">US dollars for one of them, before the account's multiplier.</param>
/// <param name="Resolution">Null where it does not matter.</param>
/// <param name="When">What must be so for this number to count; null for always.</param>
internal sealed record PriceLine(string Unit, decimal Usd, string? Resolution = null, string? When = null)
{
    /// <summary>The shortest exact decimal of this price on an account with a multiplier.</summary>
    public string UsdTimes(decimal multiplier) => (Usd * multiplier).ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>A price as a person says it: <c>$0.0112 per 1,000 tokens, $0.00688 with a video input; per second: 4k $1.24</c>.</summary>
    public static string InWords(IReadOnlyList<PriceLine> lines, decimal multiplier)
    {
        var plain = lines.Where(line => line.Resolution is null).Select((line, index) =>
            $"${line.UsdTimes(multiplier)}{(index > 0 && line.When is not null ? "" : $" per {line.Unit}")}{(line.When is null ? "" : $" {line.When}")}");
        var byResolution = lines.Where(line => line.Resolution is not null).GroupBy(line => line.Unit).Select(unit =>
            $"per {unit.Key}: {string.Join(", ", unit.Select(line => $"{line.Resolution} ${line.UsdTimes(multiplier)}"))}");
        return string.Join("; ", new[] { string.Join(", ", plain) }.Concat(byResolution).Where(part => part.Length > 0));
    }
}
