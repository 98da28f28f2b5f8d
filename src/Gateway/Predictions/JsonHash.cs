using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Predictions;

/// <summary>
/// One hash for all ways to write a JSON value: order of members, white space, escapes and trailing zeros do not count.
/// Nothing of the value can be read from it.
/// </summary>
internal static class JsonHash
{
    /// <summary>Values up to about this many bytes are hashed in one go, which costs a fraction of a hash that is fed in pieces.</summary>
    private const int MaxAtOnce = 1024;

    /// <param name="json">One whole, well-formed value.</param>
    public static string Of(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return Convert.ToHexStringLower(Value(ref reader).AsSpan(0, 16));
    }

    public static string OfText(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 16));

    private static byte[] Value(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Members(ref reader),
        JsonTokenType.StartArray => Elements(ref reader),
        JsonTokenType.String => Tagged('s', Unescaped(ref reader)),
        JsonTokenType.Number => Tagged('n', Number(reader.ValueSpan)),
        _ => Tagged('w', reader.ValueSpan),
    };

    private static byte[] Members(ref Utf8JsonReader reader)
    {
        var members = new List<byte[]>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = Tagged('k', Unescaped(ref reader));
            reader.Read();
            members.Add(SHA256.HashData([.. name, .. Value(ref reader)]));
        }

        members.Sort((a, b) => a.AsSpan().SequenceCompareTo(b));
        return Joined('o', members);
    }

    private static byte[] Elements(ref Utf8JsonReader reader)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("a"u8);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) hash.AppendData(Value(ref reader));
        return hash.GetHashAndReset();
    }

    private static byte[] Joined(char tag, List<byte[]> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([(byte)tag]);
        foreach (var part in parts) hash.AppendData(part);
        return hash.GetHashAndReset();
    }

    private static byte[] Tagged(char tag, ReadOnlySpan<byte> content)
    {
        if (content.Length < MaxAtOnce)
        {
            Span<byte> tagged = stackalloc byte[MaxAtOnce];
            tagged[0] = (byte)tag;
            content.CopyTo(tagged[1..]);
            return SHA256.HashData(tagged[..(content.Length + 1)]);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData([(byte)tag]);
        hash.AppendData(content);
        return hash.GetHashAndReset();
    }

    private static ReadOnlySpan<byte> Unescaped(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped) return reader.ValueSpan;
        var text = new byte[reader.ValueSpan.Length];
        try
        {
            return text.AsSpan(0, reader.CopyString(text));
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is no text; as written it is still one value.
            return reader.ValueSpan;
        }
    }

    private static ReadOnlySpan<byte> Number(ReadOnlySpan<byte> written)
    {
        if (!decimal.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)) return written;

        // Dividing by one with many zeros drops the trailing zeros of the scale.
        return Encoding.ASCII.GetBytes((number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture));
    }
}
