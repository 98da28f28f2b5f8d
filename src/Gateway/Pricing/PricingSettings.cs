using System.Globalization;

namespace Gateway.Pricing;

/// <summary>The section <c>Pricing</c> of the settings.</summary>
/// <param name="File">Of prices: relative to the binary and to the working directory, or absolute.</param>
/// <param name="Multiplier">The account's, on every price.</param>
/// <param name="DifferenceTolerance">How far the vendor's price may lie from the formula's before it is told, as a part of the formula's: 0.01 is 1 %.</param>
internal sealed record PricingSettings(string File, decimal Multiplier, decimal DifferenceTolerance)
{
    public const decimal ShippedTolerance = 0.01m;

    /// <summary>Ten times the price; more would never be told.</summary>
    private const decimal MaxTolerance = 10;


    /// <summary>Reads them as they are now; what is not set has the shipped default.</summary>
    public static PricingSettings Read(IConfiguration configuration, ICollection<string> faults)
    {
        var file = configuration["Pricing:File"] ?? "prices.json";
        if (string.IsNullOrWhiteSpace(file)) faults.Add("Pricing:File: must be the name of a file");
        var multiplier = Decimal(
            configuration, "Multiplier", 1, value => value is > 0 and <= PriceLimits.Multiplier, $"above 0 and at most {PriceLimits.Multiplier}", faults);
        var tolerance = Decimal(
            configuration, "DifferenceTolerance", ShippedTolerance, value => value is >= 0 and <= MaxTolerance, $"from 0 to {MaxTolerance}", faults);
        return new PricingSettings(file, multiplier, tolerance);
    }

    private static decimal Decimal(
        IConfiguration configuration, string key, decimal shipped, Func<decimal, bool> allowed, string must, ICollection<string> faults)
    {
        if (configuration[$"Pricing:{key}"] is not { } text) return shipped;
        if (text.Length <= PriceLimits.NumberLength
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && allowed(value))
            return value;
        faults.Add($"Pricing:{key}: '{text}' must be a plain decimal {must}");
        return shipped;
    }
}
