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

    /// <summary>A text, or a list with at least one.</summary>
    public static bool Says(this JsonWebToken token, string name) => token.TryGetPayloadValue<object>(name, out var value) && value switch
    {
        string text => text.Length > 0,
        JsonElement { ValueKind: JsonValueKind.Array } list => list.GetArrayLength() > 0,
        IEnumerable list => list.Cast<object?>().Any(),
        _ => false,
    };
}
