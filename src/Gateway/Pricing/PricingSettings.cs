using System.Globalization;

namespace Gateway.Pricing;

/// <summary>The section <c>Pricing</c> of the settings.</summary>
/// <param name="File">Of prices: relative to the binary and to the working directory, or absolute.</param>
/// <param name="Multiplier">The account's, on every price.</param>
internal sealed record PricingSettings(string File, decimal Multiplier)
{
    /// <summary>Reads them as they are now; what is not set has the shipped default.</summary>
    public static PricingSettings Read(IConfiguration configuration, ICollection<string> faults)
    {
        var file = configuration["Pricing:File"] ?? "prices.json";
        if (string.IsNullOrWhiteSpace(file)) faults.Add("Pricing:File: must be the name of a file");
        var text = configuration["Pricing:Multiplier"] ?? "1";
        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var multiplier)
            || multiplier is <= 0 or > PriceLimits.Multiplier
            || text.Length > PriceLimits.NumberLength)
        {
            faults.Add($"Pricing:Multiplier: '{text}' must be a plain decimal above 0 and at most {PriceLimits.Multiplier}");
        }
        return new PricingSettings(file, multiplier);
    }
}
