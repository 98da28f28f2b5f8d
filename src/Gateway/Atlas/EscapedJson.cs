using System.Buffers;
using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>Looks into the strings of a JSON text as their reader will see them: an escape can spell anything.</summary>
internal static class EscapedJson
{
    private static readonly JsonEncodedText Unreadable = JsonEncodedText.Encode("[redacted]");

    /// <param name="replacement">What stands in place of a decoded string; null to leave it as it is written.</param>
    public static ReadOnlyMemory<byte> Replaced(ReadOnlyMemory<byte> json, Func<string, string?> replacement)
    {
        var replacements = Find(json.Span, replacement);
        if (replacements.Count == 0) return json;
        var clean = new ArrayBufferWriter<byte>(json.Length);
        var at = 0;
        foreach (var (start, end, text) in replacements)
        {
            clean.Write(json.Span[at..start]);
            clean.Write(text.EncodedUtf8Bytes);
            at = end;
        }

        clean.Write(json.Span[at..]);
        return clean.WrittenMemory;
    }

    /// <summary>Between the quotes. What follows a fault in the text is no JSON, and decoded by nobody.</summary>
    private static List<(int Start, int End, JsonEncodedText Text)> Find(ReadOnlySpan<byte> json, Func<string, string?> replacement)
    {
        var found = new List<(int, int, JsonEncodedText)>();
        var mark = json.StartsWith("\uFEFF"u8) ? 3 : 0;
        var reader = new Utf8JsonReader(json[mark..]);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName) || !reader.ValueIsEscaped) continue;
                if (Of(ref reader, replacement) is not { } text) continue;
                var start = mark + (int)reader.TokenStartIndex + 1;
                found.Add((start, start + reader.ValueSpan.Length, text));
            }
        }
        catch (JsonException)
        {
            // Found so far counts.
        }

        return found;
    }

    private static JsonEncodedText? Of(ref Utf8JsonReader reader, Func<string, string?> replacement)
    {
        try
        {
            return replacement(reader.GetString()!) is { } text ? JsonEncodedText.Encode(text) : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: other readers decode the rest all the same, so nothing of it goes out.
            return Unreadable;
        }
    }
}
