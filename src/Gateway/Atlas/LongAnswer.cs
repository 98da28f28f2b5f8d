using System.Buffers;
using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>
/// What the beginning of an answer says about its job, where the whole is longer than may be read: the vendor worked, and the money
/// must not hang on the length of a picture.
/// </summary>
internal static class LongAnswer
{
    /// <summary>A member longer than this is not among those that tell how a job stands, in bytes.</summary>
    private const int LongestMember = 4096;

    /// <summary>What may stand beside <c>data</c> or in it.</summary>
    private static readonly HashSet<string> Members =
        ["code", "id", "predictionId", "status", "model", "price", "error_code", "created_at", "completed_at", "urls"];

    /// <summary>A JSON object of what could be read; null where the beginning is none.</summary>
    public static byte[]? Envelope(ReadOnlyMemory<byte> beginning)
    {
        var json = WireJson.WithoutByteOrderMark(beginning).Span;
        var (outer, data) = (new Dictionary<string, byte[]>(), (Dictionary<string, byte[]>?)null);
        try
        {
            var reader = new Utf8JsonReader(json, isFinalBlock: false, default);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName) continue;
                var name = reader.GetString()!;
                if (!reader.Read()) break;
                if (reader.CurrentDepth == 1 && name == "data" && reader.TokenType == JsonTokenType.StartObject)
                {
                    data = [];
                    continue;
                }
                var start = (int)reader.TokenStartIndex;
                if (!reader.TrySkip()) break;
                var length = (int)reader.BytesConsumed - start;
                if (Members.Contains(name) && length <= LongestMember) (data is not null && reader.CurrentDepth == 2 ? data : outer)[name] = json.Slice(start, length).ToArray();
            }
        }
        catch (Exception e) when (WireJson.IsUnreadable(e))
        {
            return null;
        }

        return Written(outer, data);
    }

    private static byte[] Written(Dictionary<string, byte[]> outer, Dictionary<string, byte[]>? data)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(bytes))
        {
            writer.WriteStartObject();
            Write(writer, outer);
            if (data is not null)
            {
                writer.WriteStartObject("data");
                Write(writer, data);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter writer, Dictionary<string, byte[]> members)
    {
        foreach (var (name, value) in members)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value);
        }
    }
}
