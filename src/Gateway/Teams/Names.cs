namespace Gateway.Teams;

/// <summary>What teams, keys, budgets and operators may be called, and how a client of a token issuer is written.</summary>
internal static class Names
{
    public const int MaxLength = 64;
    public const string Expected = "a name of at most 64 letters, digits, '-', '_' and '.' that begins with a letter or digit";

    public static bool IsGood(string name) =>
        name.Length is > 0 and <= MaxLength && char.IsAsciiLetterOrDigit(name[0])
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    /// <summary><c>entra:&lt;tenant&gt;/&lt;client&gt;</c> (two GUIDs, kept in lower case) or <c>oidc:&lt;sub&gt;</c>.</summary>
    public static bool TryParseClient(string text, out CallerId client)
    {
        client = new CallerId(text);
        if (text.StartsWith("oidc:", StringComparison.Ordinal)) return text.Length > "oidc:".Length;
        if (!text.StartsWith("entra:", StringComparison.Ordinal)) return false;
        client = new CallerId(text.ToLowerInvariant());
        return text["entra:".Length..].Split('/') is [var tenant, var app] && Guid.TryParseExact(tenant, "D", out _) && Guid.TryParseExact(app, "D", out _);
    }
}
