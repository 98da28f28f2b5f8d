using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>How well the price book foretells what the vendor charges.</summary>
internal sealed partial class GatewayMetrics
{
    private Histogram<double> PriceDifference => field ??= _meter.CreateHistogram(
        "atlas_gateway.price.difference", "1", "The vendor's own price over the formula's, where they differ by more than the tolerance.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.01, 1.05, 1.1, 1.25, 1.5, 2, 4, 10] });

    /// <param name="family">The pattern of the price book that priced the model: the book bounds how many there are.</param>
    /// <param name="ratio">The vendor's price over the formula's; 1 where they are equal.</param>
    public void PriceDiffered(string family, double ratio) => PriceDifference.Record(ratio, new KeyValuePair<string, object?>("model", family));
}
