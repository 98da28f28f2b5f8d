using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Stories;

/// <summary>What one gateway measures, as a scraper would see it: gauges as they stand, counters as sums since this was made.</summary>
internal sealed class Gauges : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentDictionary<string, double> values = new();

    public Gauges(GatewayFixture gateway)
    {
        var meters = gateway.App.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, meters) && instrument.Name.StartsWith("atlas_gateway.vendor.", StringComparison.Ordinal)) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        listener.Start();
    }

    /// <summary>Null when it shows nothing. Labels in the order of their names, as <c>generateVideo/401</c>.</summary>
    public double? Read(string name, string labels = "")
    {
        foreach (var key in values.Keys.Where(key => key.StartsWith("gauge ", StringComparison.Ordinal))) values.TryRemove(key, out _);
        listener.RecordObservableInstruments();
        return values.TryGetValue($"gauge {name} {labels}", out var gauge) ? gauge : values.TryGetValue($"sum {name} {labels}", out var sum) ? sum : null;
    }

    public void Dispose() => listener.Dispose();

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = string.Join('/', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => tag.Value));
        var name = instrument.Name["atlas_gateway.vendor.".Length..];
        if (instrument.IsObservable) values[$"gauge {name} {labels}"] = value;
        else values.AddOrUpdate($"sum {name} {labels}", value, (_, sum) => sum + value);
    }
}
