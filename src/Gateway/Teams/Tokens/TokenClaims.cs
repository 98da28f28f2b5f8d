using System.Collections;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Gateway.Teams.Tokens;

/// <summary>Reads what a token says, before anybody knows whether it is true.</summary>
internal static class TokenClaims
{
    /// <summary>Null when it is no token. One with <c>crit</c> demands what is not understood here.</summary>
    public static JsonWebToken? Parse(string text)
    {
        try
        {
            var token = new JsonWebToken(text);
            return token.TryGetHeaderValue<object>("crit", out _) ? null : token;
        }
        catch (Exception exception) when (exception is ArgumentException or SecurityTokenException or JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Null unless the claim is one text that is not empty.</summary>
    public static string? Text(this JsonWebToken token, string name) =>
        token.TryGetPayloadValue<object>(name, out var value) && value is string { Length: > 0 } text ? text : null;

    /// <summary>As <see cref="Text"/>; a number is not taken for a text, as the library does with registered claims.</summary>
    public static string? StrictText(this JsonWebToken token, string name)
    {
        try
        {
            using var payload = JsonDocument.Parse(Base64UrlEncoder.DecodeBytes(token.EncodedPayload));
            return payload.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? token.Text(name) : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text, or a list with at least one; an empty text says nothing.</summary>
    public static bool Says(this JsonWebToken token, string name) => token.TryGetPayloadValue<object>(name, out var value) && value switch
    {
        string text => !string.IsNullOrWhiteSpace(text),
        JsonElement { ValueKind: JsonValueKind.Array } list => list.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(item.GetString())),
        IEnumerable list => list.Cast<object?>().Any(item => !string.IsNullOrWhiteSpace(item as string)),
        _ => false,
    };
}
