namespace Gateway.Configuration;

/// <summary>For each section, the keys directly below it in the order they first appear; keys compare without case.</summary>
internal sealed class ChildKeys
{
    private readonly Dictionary<string, List<string>> _children = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public static ChildKeys Of(IEnumerable<string> keys)
    {
        var children = new ChildKeys();
        foreach (var key in keys) children.Add(key);
        return children;
    }

    public IReadOnlyList<string> Under(string? parent) => _children.TryGetValue(parent ?? "", out var keys) ? keys : [];

    private void Add(string key)
    {
        if (!_known.Add(key)) return;
        var end = key.LastIndexOf(':');
        var parent = end < 0 ? "" : key[..end];
        if (end >= 0) Add(parent);
        if (!_children.TryGetValue(parent, out var siblings)) _children[parent] = siblings = [];
        siblings.Add(key[(end + 1)..]);
    }
}
