using Microsoft.Extensions.Primitives;

namespace Gateway.Teams;

/// <summary>The token of a request, from <c>Authorization: Bearer</c> or <c>x-api-key</c>.</summary>
internal static class SentToken
{
    private const string Bearer = "Bearer";

    /// <summary>False when what was sent cannot be one credential; an empty token when none was sent.</summary>
    public static bool TryRead(IHeaderDictionary headers, out ReadOnlySpan<char> token)
    {
        token = default;
        if (!TrySingle(headers.Authorization, out var authorization) || !TrySingle(headers["x-api-key"], out var apiKey)) return false;
        if (authorization.IsEmpty)
        {
            token = apiKey;
            return true;
        }
        if (!TryBearer(authorization, out token)) return false;
        return apiKey.IsEmpty || apiKey.SequenceEqual(token);
    }

    /// <summary>Two values of one header are two opinions about who is asking: refused.</summary>
    private static bool TrySingle(StringValues values, out ReadOnlySpan<char> value)
    {
        value = values.Count == 1 ? values[0].AsSpan().Trim() : default;
        return values.Count <= 1;
    }

    private static bool TryBearer(ReadOnlySpan<char> value, out ReadOnlySpan<char> token)
    {
        token = default;
        if (!value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || value.Length == Bearer.Length || value[Bearer.Length] != ' ') return false;
        token = value[Bearer.Length..].Trim();
        return !token.IsEmpty;
    }
}
