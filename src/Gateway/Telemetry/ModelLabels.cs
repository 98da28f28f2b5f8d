namespace Gateway.Telemetry;

/// <summary>
/// How a model is named in a metric: by its entry in the price book, which may be a pattern. A caller can make up any number of names
/// that a pattern matches, and none of them may become a time series.
/// </summary>
/// <param name="EntryOf">The price book's entry for a model; null when it has none.</param>
internal sealed record ModelLabels(Func<string, string?> EntryOf)
{
    public static ModelLabels None { get; } = new(_ => null);

    public string Of(string model) => EntryOf(model) ?? "other";
}
