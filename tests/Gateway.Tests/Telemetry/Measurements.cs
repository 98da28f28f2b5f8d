using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Telemetry;

/// <summary>Collects the meter of one gateway, and no other's in the process.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Labels)> counted = new();
    private readonly ConcurrentQueue<(string Name, double Value, string Labels)> seen = new();

    public Measurements(IServiceProvider gateway)
    {
        var meters = gateway.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument.Meter.Name == GatewayMetrics.MeterName && ReferenceEquals(instrument.Meter.Scope, meters)) listening.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        listener.Start();
    }

    /// <summary>All label sets ever seen.</summary>
    public IReadOnlyList<string> Labels => [.. counted.Concat(seen).Select(each => each.Labels).Distinct()];

    /// <summary>What was added under these labels, given as <c>name=value</c> in the order of their names.</summary>
    public double Sum(string name, string labels) => Math.Round(counted.Where(each => each.Name == name && each.Labels == labels).Sum(each => each.Value), 9);

    /// <summary>What a gauge shows now; null where it shows nothing.</summary>
    public double? Gauge(string name, string labels = "")
    {
        seen.Clear();
        listener.RecordObservableInstruments();
        return seen.Where(each => each.Name == name && each.Labels == labels).Select(each => (double?)each.Value).SingleOrDefault();
    }

    public void Dispose() => listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));
        (instrument.IsObservable ? seen : counted).Enqueue((instrument.Name, value, labels));
    }
}
