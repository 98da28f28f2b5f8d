using System.Globalization;
using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>Reads what the vendor sent without ever throwing: what is not as expected is not there.</summary>
internal static class WireJson
{
    /// <summary>Null when the body is not one JSON object, or has text in it that is none.</summary>
    public static T? Read<T>(ReadOnlyMemory<byte> body, Func<JsonElement, T?> read) where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(WithoutByteOrderMark(body));
            return document.RootElement.ValueKind == JsonValueKind.Object ? read(document.RootElement) : null;
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            return null;
        }
    }

    /// <summary>Invalid UTF-8 and lone surrogates come as <see cref="InvalidOperationException"/>.</summary>
    public static bool IsUnreadable(Exception e) => e is JsonException or InvalidOperationException or FormatException;

    public static JsonElement? Object(JsonElement parent, string name) => Of(parent, name, JsonValueKind.Object);

    public static JsonElement? Array(JsonElement parent, string name) => Of(parent, name, JsonValueKind.Array);

    public static string? Text(JsonElement parent, string name) => Of(parent, name, JsonValueKind.String)?.GetString();

    /// <summary>A number, or a string that holds one.</summary>
    public static long? Integer(JsonElement parent, string name)
    {
        var text = Text(parent, name) ?? Of(parent, name, JsonValueKind.Number)?.GetRawText();
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && number == decimal.Truncate(number) && Math.Abs(number) <= long.MaxValue ? (long)number : null;
    }

    /// <summary>An amount the vendor names; null unless it is above zero and below a million dollars, past which it is a mistake.</summary>
    public static Usd? Price(JsonElement parent, string name)
    {
        var text = Text(parent, name)?.Trim() ?? Of(parent, name, JsonValueKind.Number)?.GetRawText();
        return Usd.TryParse(text, out var usd) && usd > Usd.Zero && usd < HighestPrice ? usd : null;
    }

    /// <summary>The job's id, from any of the four places it is known to stand in.</summary>
    public static PredictionId? Prediction(JsonElement root)
    {
        var data = Object(root, "data");
        string?[] candidates = [InData("id"), Text(root, "id"), Text(root, "predictionId"), InData("predictionId")];
        foreach (var candidate in candidates)
            if (PredictionId.TryParse(candidate, out var id)) return id;
        return null;

        string? InData(string name) => data is { } inside ? Text(inside, name) : null;
    }

    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static readonly Usd HighestPrice = Usd.FromDollars(1_000_000);

    private static JsonElement? Of(JsonElement parent, string name, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var value) && value.ValueKind == kind ? value : null;
}
