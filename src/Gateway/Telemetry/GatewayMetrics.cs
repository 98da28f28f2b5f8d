using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>
/// Everything the gateway counts, under one meter. Labels are bounded by configuration: teams, entries of the price book, words of an
/// enumeration. Money here is for watching, not for the books: doubles, and only what this process did since it started.
/// </summary>
internal sealed partial class GatewayMetrics
{
    public const string MeterName = "Atlas.Gateway";

    private readonly Meter _meter;
    private readonly ModelLabels _models;
    private readonly Counter<long> _predictions;
    private readonly Histogram<double> _duration;
    private readonly Counter<double> _cost;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _lookups;
    private readonly Counter<long> _vendorCalls;

    public GatewayMetrics(IMeterFactory meters, ModelLabels? models = null)
    {
        (_meter, _models) = (meters.Create(MeterName), models ?? ModelLabels.None);
        _predictions = _meter.CreateCounter<long>("atlas_gateway.predictions", "{prediction}", "Charges that came to an end, each once.");
        _duration = _meter.CreateHistogram(
            "atlas_gateway.prediction.duration", "s", "From the hold to the end of a charge.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 1800] });
        _cost = _meter.CreateCounter<double>(
            "atlas_gateway.cost", "USD",
            "Money held, settled at the end, released whole, and corrected after the end: adjusted upwards, refunded downwards.");
        _rejections = _meter.CreateCounter<long>("atlas_gateway.quota.rejections", "{request}", "Submits refused before the vendor was called.");
        _lookups = _meter.CreateCounter<long>("atlas_gateway.status.lookups", "{lookup}", "Where the answer to a poll came from.");
        _vendorCalls = _meter.CreateCounter<long>("atlas_gateway.vendor.calls", "{call}", "Calls to the vendor, and what came back.");
        CreateGauges();
    }

    /// <summary>Whether anybody wants to know what became of charges; otherwise nothing is read for it.</summary>
    public bool WatchesCharges => _predictions.Enabled || _cost.Enabled || _duration.Enabled;

    public void Held(TeamId team, string model, Usd usd)
    {
        if (_cost.Enabled) Cost(team, _models.Of(model), "held", usd);
    }

    /// <param name="outcome">Of a small set of words: <c>settled</c>, <c>failed</c>, <c>refused</c> …</param>
    /// <param name="held">What had been set aside.</param>
    /// <param name="settled">Zero when all of it was let go.</param>
    public void Ended(TeamId team, string model, string outcome, Usd held, Usd settled, TimeSpan took)
    {
        if (!WatchesCharges) return;
        var label = _models.Of(model);
        _predictions.Add(1, new("outcome", outcome), new("model", label), new("team", team.Name));
        _duration.Record(Math.Max(0, took.TotalSeconds), new("outcome", outcome), new KeyValuePair<string, object?>("model", label));
        if (settled > Usd.Zero) Cost(team, label, "settled", settled);
        else Cost(team, label, "released", held);
    }

    /// <summary>Evidence or an operator corrected a charge after its end.</summary>
    public void Adjusted(TeamId team, string model, Usd difference)
    {
        if (!_cost.Enabled || difference == Usd.Zero) return;
        Cost(team, _models.Of(model), difference > Usd.Zero ? "adjusted" : "refunded", Usd.Max(difference, -difference));
    }

    /// <param name="reason">Of a small set of words: <c>budget</c>, <c>in_flight</c> …</param>
    public void Refused(TeamId team, string reason) => _rejections.Add(1, new("team", team.Name), new KeyValuePair<string, object?>("reason", reason));

    public void LookedUp(StatusSource source) => _lookups.Add(1, new KeyValuePair<string, object?>("result", source switch
    {
        StatusSource.Memory => "memory",
        StatusSource.Redis => "redis",
        StatusSource.Vendor => "vendor",
        StatusSource.Stale => "stale",
        _ => throw new UnreachableException($"Unknown source {source}."),
    }));

    /// <param name="operation">The vendor's: <c>generateVideo</c>, <c>prediction</c>, <c>history</c> …</param>
    /// <param name="outcome">Of a small set of words: <c>2xx</c> to <c>5xx</c>, <c>not_sent</c>, <c>timeout</c>, <c>lost</c>.</param>
    public void VendorCalled(string operation, string outcome) =>
        _vendorCalls.Add(1, new("operation", operation), new KeyValuePair<string, object?>("outcome", outcome));

    private void Cost(TeamId team, string label, string kind, Usd usd) =>
        _cost.Add(Dollars(usd), new("team", team.Name), new("model", label), new("kind", kind));

    private static double Dollars(Usd usd) => usd.Nanos / (double)Usd.NanosPerDollar;
}

/// <summary>Where the answer to a poll came from; stale is the last known status while somebody else asks.</summary>
internal enum StatusSource { Memory, Redis, Vendor, Stale }
