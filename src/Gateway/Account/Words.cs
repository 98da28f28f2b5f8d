namespace Gateway.Account;

/// <summary>How the ledger's words are written in answers.</summary>
internal static class Words
{
    public static string Of<T>(T word) where T : struct, Enum => word.ToString().ToLowerInvariant();

    public static bool IsChargeId(string text) =>
        ChargeId.TryParse(text, out _);
}
