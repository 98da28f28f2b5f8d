using System.Globalization;

namespace Gateway.Configuration;

/// <summary>
/// A section in which every key must be known and every value must be good. Faults are collected, one line each with the
/// full key, so that a reader goes on and all of them are told at once.
/// </summary>
internal sealed class StrictSection(IConfigurationSection section, ICollection<string> faults)
{
    /// <summary>Longest value quoted in a fault, in characters.</summary>
    private const int MaxQuoted = 80;

    private readonly List<string> _known = [];

    internal delegate bool Parser<T>(string text, out T value);

    public string Name => section.Key;
    public string Path => section.Path;

    /// <summary>Of the whole reading so far, to see whether a step added any.</summary>
    public int FaultCount => faults.Count;

    public static StrictSection Of(IConfiguration configuration, string key, ICollection<string> faults) =>
        Enter(configuration.GetSection(key), faults);

    public void Fault(string message) => faults.Add($"{Path}: {message}");
    public void Fault(string key, string message) => faults.Add($"{Path}:{key}: {message}");

    /// <summary>Null when the key is absent, JSON null or empty.</summary>
    public string? Text(string key)
    {
        var child = Known(key);
        if (child.GetChildren().Any()) Fault(key, "is a section where one value is expected");
        return string.IsNullOrWhiteSpace(child.Value) ? null : child.Value.Trim();
    }

    public T? Value<T>(string key, Parser<T> parse, string expected) where T : struct
    {
        if (Text(key) is not { } text) return null;
        if (parse(text, out var value)) return value;
        Fault(key, $"'{Quoted(text)}' is not {expected}{(typeof(T) == typeof(TimeSpan) ? SpanText.Hint(text) : "")}");
        return null;
    }

    /// <summary>As <see cref="Value{T}"/>; an absent key is a fault too.</summary>
    public T? Required<T>(string key, Parser<T> parse, string expected) where T : struct
    {
        var before = faults.Count;
        var value = Value(key, parse, expected);
        if (value is null && faults.Count == before) Fault(key, $"is missing; it must be {expected}");
        return value;
    }

    public bool Flag(string key) => Value<bool>(key, bool.TryParse, "true or false") ?? false;

    public int? PositiveInt(string key) => Value<int>(key, IsPositiveInt, "a whole number above 0");

    /// <summary>Null when absent. An empty list is returned as one, an empty entry is a fault.</summary>
    public IReadOnlyList<(string Key, string Text)>? List(string key)
    {
        var list = Known(key);
        if (!string.IsNullOrWhiteSpace(list.Value)) Fault(key, $"'{Quoted(list.Value)}' is not a list");
        var items = list.GetChildren().Select(item => (Key: $"{key}:{item.Key}", item)).ToList();
        if (items.Count == 0 && list.Value is null) return null;
        foreach (var (itemKey, item) in items)
        {
            if (item.GetChildren().Any()) Fault(itemKey, "is a section where one value is expected");
            else if (string.IsNullOrWhiteSpace(item.Value)) Fault(itemKey, "is empty");
        }
        return [.. items.Where(each => !string.IsNullOrWhiteSpace(each.item.Value)).Select(each => (each.Key, each.item.Value!.Trim()))];
    }

    /// <summary>The named sections below a key, in configured order.</summary>
    public IReadOnlyList<StrictSection> Sections(string key) => Enter(Known(key), faults).Sections();

    /// <summary>The named sections directly below.</summary>
    public IReadOnlyList<StrictSection> Sections() => [.. section.GetChildren().Select(child => Enter(child, faults))];

    /// <summary>To be called last: whatever nobody asked for is a fault.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var child in section.GetChildren())
            if (!_known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                faults.Add($"{child.Path}: unknown key; known here are {string.Join(", ", _known)}");
    }

    private static StrictSection Enter(IConfigurationSection section, ICollection<string> faults)
    {
        var strict = new StrictSection(section, faults);
        if (!string.IsNullOrWhiteSpace(section.Value)) strict.Fault("is a single value where a section is expected");
        return strict;
    }

    private IConfigurationSection Known(string key)
    {
        _known.Add(key);
        return section.GetSection(key);
    }

    private static bool IsPositiveInt(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value > 0;

    private static string Quoted(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? '·' : c));
        return line.Length <= MaxQuoted ? line : line[..MaxQuoted] + "…";
    }
}
