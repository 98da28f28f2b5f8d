using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>What the vendor says the company's account has left.</summary>
internal static class AccountBalance
{
    /// <summary>Null when the answer is anything but an amount of US dollars. An account may be below zero.</summary>
    public static Usd? Read(VendorReply reply) =>
        reply is VendorReply.Answered { Status: 200 } answer && WireJson.Read(answer.Body, root => Amount(root)) is { } text && Usd.TryParse(text, out var usd) ? usd : null;

    private static string? Amount(JsonElement root) =>
        WireJson.Object(root, "available") is { } available && string.Equals(WireJson.Text(available, "currency"), "usd", StringComparison.OrdinalIgnoreCase)
            ? WireJson.Text(available, "value") ?? Number(available)
            : null;

    private static string? Number(JsonElement available) =>
        available.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : null;
}
