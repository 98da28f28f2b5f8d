namespace Gateway.Tests.Telemetry;

/// <summary>A span as it came over the wire. Ids are in lower-case hexadecimal; the parent of a root is empty.</summary>
internal sealed record ReceivedSpan(string Scope, string TraceId, string SpanId, string Parent, string Name, SpanSort Sort, bool IsError)
{
    public required IReadOnlyDictionary<string, object> Attributes { get; init; }

    /// <summary>Span ids.</summary>
    public required IReadOnlyList<string> Links { get; init; }

    public object? this[string attribute] => Attributes.GetValueOrDefault(attribute);

    public static ReceivedSpan Read(string scope, WireReader span) => new(
        scope, span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5), (SpanSort)span.Number(6), span.Messages(15).Any(status => status.Number(3) == 2))
    {
        Attributes = span.Attributes(9),
        Links = [.. span.Messages(13).Select(link => link.Hex(2))],
    };
}

/// <summary>OTLP's kinds of spans.</summary>
internal enum SpanSort { None, Internal, Server, Client }

/// <param name="Severity">From 1, trace, to 24, fatal.</param>
internal sealed record ReceivedLog(string Category, int Severity, string Body, string TraceId, IReadOnlyDictionary<string, object> Attributes)
{
    public static ReceivedLog Read(string category, WireReader log) =>
        new(category, (int)log.Number(2), log.Messages(5).FirstOrDefault()?.Text(1) ?? "", log.Hex(9), log.Attributes(6));
}

/// <param name="Value">The sum of a histogram.</param>
internal sealed record ReceivedPoint(string Metric, string Unit, double Value, IReadOnlyDictionary<string, object> Attributes)
{
    public IReadOnlyList<double> Bounds { get; init; } = [];

    /// <summary>Gauges, sums and histograms.</summary>
    public static IEnumerable<ReceivedPoint> Read(WireReader metric)
    {
        foreach (var point in metric.Messages(5, 1).Concat(metric.Messages(7, 1)))
            yield return new(metric.Text(1), metric.Text(3), point.Has(4) ? point.Double(4) : (long)point.Number(6), point.Attributes(7));
        foreach (var point in metric.Messages(9, 1))
            yield return new(metric.Text(1), metric.Text(3), point.Double(5), point.Attributes(9)) { Bounds = point.Doubles(7) };
    }
}
