using System.Buffers;
using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>The vendor's list of models, narrowed to some of its rows; each row stays as the vendor wrote it.</summary>
internal static class ModelList
{
    /// <param name="body">The vendor's <c>{code, data:[row]}</c>.</param>
    /// <param name="keep">Asked with each row's <c>model</c>.</param>
    /// <returns>Null when the body is not such a list.</returns>
    public static byte[]? Filter(ReadOnlyMemory<byte> body, Func<string, bool> keep)
    {
        body = WireJson.WithoutByteOrderMark(body);
        return WireJson.Read(body, root => WireJson.Array(root, "data") is null || WireJson.Integer(root, "code") >= 400 ? null : Copy(body.Span, keep));
    }

    private static byte[]? Copy(ReadOnlySpan<byte> body, Func<string, bool> keep)
    {
        var kept = new ArrayBufferWriter<byte>(body.Length);
        var reader = new Utf8JsonReader(body);
        if (!OpenData(ref reader)) return null;
        kept.Write(body[..(int)reader.BytesConsumed]);
        var first = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            var model = ReadRow(ref reader);
            if (model is null || !keep(model)) continue;
            if (!first) kept.Write(","u8);
            kept.Write(body[start..(int)reader.BytesConsumed]);
            first = false;
        }
        kept.Write(body[(int)reader.TokenStartIndex..]);
        return kept.WrittenSpan.ToArray();
    }

    /// <summary>Moves to the first top-level array that is called «data».</summary>
    private static bool OpenData(ref Utf8JsonReader reader)
    {
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isData = reader.ValueTextEquals("data"u8);
            reader.Read();
            if (isData && reader.TokenType == JsonTokenType.StartArray) return true;
            reader.Skip();
        }
        return false;
    }

    /// <summary>Moves to the row's end.</summary>
    private static string? ReadRow(ref Utf8JsonReader reader)
    {
        string? model = null;
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isModel = reader.ValueTextEquals("model"u8);
            reader.Read();
            if (isModel && reader.TokenType == JsonTokenType.String) model = reader.GetString();
            reader.Skip();
        }
        return model;
    }
}
