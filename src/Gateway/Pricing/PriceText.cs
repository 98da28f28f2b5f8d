using System.Text;
using System.Text.Json;

namespace Gateway.Pricing;

/// <summary>One price file: its name for people, and what stands in it.</summary>
internal sealed record PriceText(string Name, string Json)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>Null, with a fault, when the text is not one JSON object.</summary>
    public BookPlace? Open(ICollection<string> faults)
    {
        try
        {
            using var document = JsonDocument.Parse(Json, Lenient);
            if (HasBrokenText(Json)) faults.Add($"{Name}: a text in it has half a surrogate pair (\\ud800 to \\udfff alone)");
            else if (document.RootElement.ValueKind != JsonValueKind.Object) faults.Add($"{Name}: must be one JSON object");
            else return new BookPlace(Name, "", document.RootElement.Clone(), faults);
        }
        catch (JsonException exception)
        {
            faults.Add($"{Name}, line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}: is not JSON");
        }
        return null;
    }

    /// <summary>The parser takes such escapes and fails only when the text is asked for.</summary>
    private static bool HasBrokenText(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        try
        {
            while (reader.Read())
                if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.String) reader.GetString();
            return false;
        }
        catch (InvalidOperationException)
        {
            return true;
        }
    }
}
