using System.Diagnostics.Metrics;

namespace Gateway.Telemetry;

/// <summary>How it stands with the vendor: its circuits, its refusals of our account, and the money left there.</summary>
internal sealed partial class GatewayMetrics
{
    private Counter<long> VendorRefusals => field ??= _meter.CreateCounter<long>(
        "atlas_gateway.vendor.refusals", "{refusal}", "Answers by which the vendor refuses the company's key (401, 403) or account (402).");

    /// <param name="status">401, 402 or 403.</param>
    public void VendorRefused(string operation, int status) => VendorRefusals.Add(1, new("operation", operation), new("status", status));

    /// <param name="states">By operation of the vendor: 0 closed, 1 half open, 2 open.</param>
    public void WatchCircuits(Func<IEnumerable<KeyValuePair<string, int>>> states) => _meter.CreateObservableGauge(
        "atlas_gateway.vendor.circuit",
        () => states().Select(state => new Measurement<int>(state.Value, new KeyValuePair<string, object?>("operation", state.Key))),
        "{state}", "The circuit of each operation of the vendor: 0 closed, 1 half open (one request tries), 2 open (nothing is sent).");

    /// <param name="balance">Null while it is not known: then nothing is shown, rather than an old figure.</param>
    public void WatchBalance(Func<Usd?> balance) => _meter.CreateObservableGauge(
        "atlas_gateway.vendor.balance",
        () => balance() is { } usd ? [new Measurement<double>((double)usd.Nanos / Usd.NanosPerDollar)] : Array.Empty<Measurement<double>>(),
        "USD", "What the company's account at the vendor has left.");

    /// <param name="waiting">Submits, of all teams.</param>
    public void WatchTurns(Func<int> waiting) => _meter.CreateObservableGauge(
        "atlas_gateway.vendor.waiting", waiting, "{submit}", "Submits that wait for their turn because the vendor said 429.");
}
