using System.Text.Json;

namespace Gateway.Pricing;

/// <summary>Reads a request's pricing fields; the first value that cannot be priced becomes the refusal.</summary>
internal sealed class FieldReader(IReadOnlyDictionary<string, JsonElement> fields)
{
    public QuoteResult.Invalid? Refusal { get; private set; }

    /// <summary>Null and absent are the same: the vendor's default applies.</summary>
    public bool IsSent(string field) => TryGet(field, out _);

    /// <summary>A whole number; <c>5.0</c> is one, <c>"5"</c> and <c>4.5</c> are not.</summary>
    public int? Integer(string field, Func<int, bool> allowed, string must)
    {
        if (!TryGet(field, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var number)
            && number is >= int.MinValue and <= int.MaxValue
            && number == decimal.Truncate(number)
            && allowed((int)number))
            return (int)number;
        Refuse(field, $"'{field}' must be {must}.");
        return null;
    }

    public string? OneOf(string field, IReadOnlyList<string> allowed)
    {
        if (!TryGet(field, out var value)) return null;
        if (TextOf(value) is { } text && allowed.Contains(text)) return text;
        Refuse(field, $"'{field}' must be one of {string.Join(", ", allowed)}.");
        return null;
    }

    public string? Text(string field)
    {
        if (!TryGet(field, out var value)) return null;
        if (TextOf(value) is { } text) return text;
        Refuse(field, $"'{field}' must be text.");
        return null;
    }

    /// <summary>How many elements a list has; 0 when it was not sent.</summary>
    public int Count(string field, int most)
    {
        if (!TryGet(field, out var value)) return 0;
        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() is var count && count <= most) return count;
        Refuse(field, $"'{field}' must be a list of at most {most}.");
        return 0;
    }

    /// <param name="harmless">What may stand there, as <see cref="Scalar"/> writes it.</param>
    public void Only(string field, IReadOnlyList<string> harmless)
    {
        if (!TryGet(field, out var value) || (Scalar.Of(value) is { } sent && harmless.Contains(sent))) return;
        var rule = harmless.Count == 0 ? "be left out" : $"be left out or be {string.Join(" or ", harmless)}";
        Refuse(field, $"'{field}' must {rule}: what else it does to the price of this model is not known.");
    }

    public void Refuse(string field, string message) => Refusal ??= new QuoteResult.Invalid(field, message);

    private bool TryGet(string field, out JsonElement value) =>
        fields.TryGetValue(field, out value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined);

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8: no text that two sides would read alike.
            return null;
        }
    }
}
