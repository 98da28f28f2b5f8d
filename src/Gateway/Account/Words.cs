namespace Gateway.Account;

/// <summary>How the ledger's words are written in answers.</summary>
internal static class Words
{
    /// <summary>Longest charge id that is looked for, in characters.</summary>
    private const int MaxChargeId = 64;

    public static string Of<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();

    public static bool IsChargeId(string text) =>
        text.Length <= MaxChargeId && text.StartsWith("chg_", StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
