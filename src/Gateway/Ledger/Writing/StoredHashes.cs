using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace Gateway.Ledger.Writing;

/// <summary>The hashes of a fingerprint as its row has them, read when somebody asks: most who load a charge do not.</summary>
/// <param name="json">An object: field to hash.</param>
internal sealed class StoredHashes(string json) : IReadOnlyDictionary<string, string>
{
    private readonly Lazy<Dictionary<string, string>> _hashes = new(() => JsonSerializer.Deserialize<Dictionary<string, string>>(json)!);

    public string this[string key] => _hashes.Value[key];
    public IEnumerable<string> Keys => _hashes.Value.Keys;
    public IEnumerable<string> Values => _hashes.Value.Values;
    public int Count => _hashes.Value.Count;

    public bool ContainsKey(string key) => _hashes.Value.ContainsKey(key);
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _hashes.Value.TryGetValue(key, out value);
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _hashes.Value.GetEnumerator();
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
