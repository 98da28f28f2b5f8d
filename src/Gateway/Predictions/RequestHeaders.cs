using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Http;
using Microsoft.Extensions.Primitives;

namespace Gateway.Predictions;

/// <summary>What a caller may say about a submit in headers; neither goes to the vendor.</summary>
internal static class RequestHeaders
{
    public const string IdempotencyKey = "Idempotency-Key";
    public const string Tags = "X-Gateway-Tags";

    /// <summary>Longest key, in characters.</summary>
    public const int MaxKeyLength = 255;
    public const int MaxTags = 10;
    public const int MaxTagNameLength = 32;
    public const int MaxTagValueLength = 128;

    /// <summary>A structured-field string; a bare word is accepted.</summary>
    public static (string? Key, Problem? Refusal) ReadIdempotencyKey(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(IdempotencyKey, out var values)) return (null, null);
        var text = values.Count == 1 ? values[0]!.Trim() : "";
        var isQuoted = text is ['"', _, .., '"'] && !Regex.IsMatch(text[1..^1], @"(?<!\\)(\\\\)*""");
        if (!isQuoted && text.Contains('"', StringComparison.Ordinal)) text = "";
        if (isQuoted && text[1..^1] is var inner) text = inner.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
        return text.Length is > 0 and <= MaxKeyLength && text.All(c => c is >= ' ' and <= '~')
            ? (text, null)
            : (null, Bad(IdempotencyKey, $"must be one string of 1 to {MaxKeyLength} printable ASCII characters"));
    }

    /// <summary><c>project=x,env=prod</c>, as a JSON object.</summary>
    public static (string? Json, Problem? Refusal) ReadTags(IHeaderDictionary headers)
    {
        if (!headers.TryGetValue(Tags, out var values) || StringValues.IsNullOrEmpty(values)) return (null, null);
        var tags = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in values.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = tag.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || !IsTagName(parts[0]) || parts[1].Length is 0 or > MaxTagValueLength || parts[1].Any(char.IsControl) || !tags.TryAdd(parts[0], parts[1]))
                return (null, Bad(Tags, $"must be name=value pairs with commas between them, each name once: at most {MaxTagNameLength} letters, digits, '-', '_' or '.', each value at most {MaxTagValueLength} characters"));
        }

        return tags.Count <= MaxTags ? (JsonSerializer.Serialize(tags), null) : (null, Bad(Tags, $"may have at most {MaxTags} tags"));
    }

    private static bool IsTagName(string name) =>
        name.Length is > 0 and <= MaxTagNameLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static Problem Bad(string header, string rule) =>
        new Problem(400, "Header not readable", $"The header {header} {rule}.").With("field", header);
}
