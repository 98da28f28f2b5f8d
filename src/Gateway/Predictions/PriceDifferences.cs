using System.Globalization;
using Gateway.Ledger;
using Gateway.Pricing;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>
/// Tells when the vendor charges another price than the book foretold. Every difference is measured; the log says it once an hour for each
/// entry of the book, with how many there were, so that a wrong entry does not write a line per video.
/// </summary>
internal sealed partial class PriceDifferences(Prices prices, GatewayMetrics metrics, TimeProvider time, ILogger<PriceDifferences> logger)
{
    private readonly HourlyTally _differences = new(time);
    private readonly HourlyTally _exceeded = new(time);

    /// <param name="charge">As it stands after the verdict that moved its money.</param>
    /// <param name="vendor">What the vendor charges for it.</param>
    public void Note(Charge charge, Usd vendor)
    {
        var formula = charge.QuotedUsd;
        var family = prices.Book.FamilyOf(charge.Model, charge.HeldAt) ?? "(no longer priced)";
        var tolerance = prices.DifferenceTolerance;
        if (Math.Abs((decimal)vendor.Nanos - formula.Nanos) > tolerance * formula.Nanos)
        {
            var ratio = (double)vendor.Nanos / formula.Nanos;
            metrics.PriceDiffered(family, ratio);
            if (_differences.Count(family) is { } times)
                Log.Differs(logger, charge.Model, family, vendor, formula, ratio.ToString("0.####", CultureInfo.InvariantCulture), charge.Id, tolerance, times);
        }
        if (charge.SettledUsd > charge.HoldUsd && _exceeded.Count(family) is { } exceeded)
            Log.HoldExceeded(logger, charge.Model, family, charge.SettledUsd, charge.HoldUsd, charge.Id, exceeded);
    }

    private static partial class Log
    {
        [LoggerMessage(6110, LogLevel.Warning,
            "The vendor's price of {Model} differs from the price book's ({Family}): {Vendor} USD instead of {Formula} USD, {Ratio} times it, on charge {Charge}. More than {Tolerance} of the formula apart: {Times} since this was last told.")]
        public static partial void Differs(
            ILogger logger, string model, string family, Usd vendor, Usd formula, string ratio, ChargeId charge, decimal tolerance, int times);

        [LoggerMessage(6111, LogLevel.Warning,
            "The hold was too small for {Model} ({Family}): {Settled} USD settled of {Held} USD held on charge {Charge}. The price book is too low: {Times} since this was last told.")]
        public static partial void HoldExceeded(ILogger logger, string model, string family, Usd settled, Usd held, ChargeId charge, int times);
    }
}
