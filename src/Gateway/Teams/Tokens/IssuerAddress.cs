using Gateway.Configuration;

namespace Gateway.Teams.Tokens;

/// <summary>Addresses at which an issuer may be asked for its keys: whoever can answer there can make callers.</summary>
internal static class IssuerAddress
{
    public static bool IsSafe(Uri url) => url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback);

    /// <summary>Without a slash at its end; null, and one fault, when it cannot be used.</summary>
    public static string? Read(StrictSection section, string key, string text)
    {
        // The value is not quoted: it may carry a password.
        var fault = !Uri.TryCreate(text, UriKind.Absolute, out var url) ? "is not an absolute URL"
            : !IsSafe(url) ? "must be https, unless its host is loopback"
            : url.UserInfo.Length > 0 ? "must not carry a user or password"
            : text.AsSpan().ContainsAny('?', '#') ? "must not have a query or fragment"
            : null;
        if (fault is null) return text.TrimEnd('/');
        section.Fault(key, fault);
        return null;
    }

    public static bool HasSameOrigin(string a, string b) =>
        Uri.Compare(new Uri(a), new Uri(b), UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;
}
