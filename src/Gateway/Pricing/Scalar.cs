using System.Globalization;
using System.Text.Json;

namespace Gateway.Pricing;

/// <summary>A JSON value without parts, so that <c>1</c>, <c>1.0</c> and <c>1e0</c> are one.</summary>
internal static class Scalar
{
    /// <summary>Null for lists, objects, null and what cannot be read.</summary>
    public static string? Of(JsonElement value)
    {
        try
        {
            return value.ValueKind switch
            {
                JsonValueKind.Number when value.TryGetDecimal(out var number) => number.ToString("0.############################", CultureInfo.InvariantCulture),
                JsonValueKind.String => $"\"{value.GetString()}\"",
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair, or bytes that are not UTF-8.
            return null;
        }
    }
}
