namespace Gateway.Teams.Tokens;

/// <summary>Tells what could be a signed token of an issuer from what can only be a key.</summary>
internal static class TokenShape
{
    /// <summary>Longer ones are refused unread, in characters. Tokens of the issuers we know have 1,000 to 3,000.</summary>
    public const int MaxLength = 16 * 1024;

    /// <summary>Three parts of base64url with dots between.</summary>
    public static bool Fits(ReadOnlySpan<char> text)
    {
        if (text.Length > MaxLength) return false;
        var (dots, partStart) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsAsciiLetterOrDigit(text[i]) || text[i] is '-' or '_') continue;
            if (text[i] != '.' || i == partStart) return false;
            dots++;
            partStart = i + 1;
        }
        return dots == 2 && partStart < text.Length;
    }
}
