using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>
/// A vendor answer about a prediction with a hole where <c>urls.get</c> stood, to be filled with the gateway's own address for each
/// caller. Every other byte, other URLs included, is as the vendor sent it.
/// </summary>
internal sealed class PredictionBody
{
    private static readonly SearchValues<char> NeedsNoEscape =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~:/[]%");

    private readonly ReadOnlyMemory<byte> _body;
    private readonly List<(int Start, int End)> _holes;
    private readonly byte[] _path;
    private readonly Lazy<string> _hash;
    private Tag? _lastTag;

    private PredictionBody(ReadOnlyMemory<byte> body, List<(int Start, int End)> holes, PredictionId prediction)
    {
        (_body, _holes) = (body, holes);
        _path = Encoding.ASCII.GetBytes($"/api/v1/model/prediction/{prediction}");
        _hash = new Lazy<string>(() => Hash(_body.Span));
    }

    /// <summary>The vendor's bytes, in bytes.</summary>
    public int Length => _body.Length;

    /// <summary>As the vendor sent them.</summary>
    public ReadOnlyMemory<byte> Bytes => _body;

    public static PredictionBody From(VendorBytes answer, PredictionId prediction) => new(answer.Body, FindHoles(answer.Body.Span), prediction);

    /// <param name="origin">Scheme and authority without a trailing slash: <c>https://gateway.example:8443</c>.</param>
    public long LengthFor(string origin)
    {
        if (_holes.Count == 0) return _body.Length;
        var filled = (long)Encoding.UTF8.GetByteCount(Escaped(origin)) + _path.Length;
        return _body.Length + _holes.Sum(hole => filled - (hole.End - hole.Start));
    }

    /// <summary>A strong entity tag of what is written for an origin, quotes included. The body is hashed once, however many ask.</summary>
    public string TagFor(string origin)
    {
        if (_lastTag is { } last && last.Origin == origin) return last.Text;
        var tag = new Tag(origin, _holes.Count == 0 ? $"\"{_hash.Value}\"" : $"\"{_hash.Value}.{Hash(Encoding.UTF8.GetBytes(origin))}\"");
        _lastTag = tag;
        return tag.Text;
    }

    public void Write(IBufferWriter<byte> writer, string origin)
    {
        var escaped = Escaped(origin);
        var at = 0;
        foreach (var (start, end) in _holes)
        {
            writer.Write(_body.Span[at..start]);
            Encoding.UTF8.GetBytes(escaped, writer);
            writer.Write(_path);
            at = end;
        }
        writer.Write(_body.Span[at..]);
    }

    private static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12));

    private static string Escaped(string origin) =>
        origin.AsSpan().ContainsAnyExcept(NeedsNoEscape) ? JsonEncodedText.Encode(origin).ToString() : origin;

    /// <summary>Between the quotes of every string at <c>data.urls.get</c> or <c>urls.get</c>.</summary>
    private static List<(int Start, int End)> FindHoles(ReadOnlySpan<byte> body)
    {
        var holes = new List<(int, int)>();
        var mark = body.StartsWith("\uFEFF"u8) ? 3 : 0;
        try
        {
            var reader = new Utf8JsonReader(body[mark..]);
            var path = new List<string?>();
            while (reader.Read()) Visit(ref reader, path, holes, mark);
        }
        catch (Exception e) when (WireJson.IsUnreadable(e))
        {
            holes.Clear();
        }
        return holes;
    }

    /// <param name="path">The property that is open at each depth; null in arrays and at other names.</param>
    private static void Visit(ref Utf8JsonReader reader, List<string?> path, List<(int, int)> holes, int mark)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                path.Add(null);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                path.RemoveAt(path.Count - 1);
                break;
            case JsonTokenType.PropertyName:
                path[^1] = reader.ValueTextEquals("data"u8) ? "data" : reader.ValueTextEquals("urls"u8) ? "urls" : reader.ValueTextEquals("get"u8) ? "get" : null;
                break;
            case JsonTokenType.String when path is ["urls", "get"] or ["data", "urls", "get"]:
                holes.Add((mark + (int)reader.TokenStartIndex + 1, mark + (int)reader.BytesConsumed - 1));
                break;
        }
    }

    private sealed record Tag(string Origin, string Text);
}
