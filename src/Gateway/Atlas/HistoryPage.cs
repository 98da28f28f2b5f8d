using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>One page of the account's history, newest first.</summary>
/// <param name="VendorTime">The vendor's clock as it answered; null when it did not tell.</param>
internal sealed record HistoryPage(IReadOnlyList<HistoryRow> Rows, long Total, DateTimeOffset? VendorTime)
{
    /// <summary>Later times are milliseconds, in seconds since 1970.</summary>
    private const long LatestSeconds = 100_000_000_000;

    /// <summary>
    /// Null when the answer is not a whole, well-formed page. One row that cannot be read spoils the page: left out, it would be
    /// evidence that a job does not exist.
    /// </summary>
    public static HistoryPage? Read(VendorReply reply) =>
        reply is VendorReply.Answered { Status: 200 } answer ? WireJson.Read(answer.Body, root => Read(root, answer.Date)) : null;

    private static HistoryPage? Read(JsonElement root, DateTimeOffset? vendorTime)
    {
        if (WireJson.Integer(root, "code") >= 400) return null;
        if (WireJson.Object(root, "data") is not { } data || WireJson.Array(data, "items") is not { } items) return null;
        if (WireJson.Integer(data, "total") is not (>= 0 and var total)) return null;
        var rows = new List<HistoryRow>(items.GetArrayLength());
        foreach (var item in items.EnumerateArray())
        {
            if (ReadRow(item) is not { } row) return null;
            rows.Add(row);
        }
        return new HistoryPage(rows, total, vendorTime);
    }

    private static HistoryRow? ReadRow(JsonElement item)
    {
        if (!PredictionId.TryParse(WireJson.Text(item, "ID") ?? WireJson.Text(item, "id"), out var id)) return null;
        if (WireJson.Integer(item, "createdAt") is not (> 0 and var createdAt) || WireJson.Text(item, "model") is not { } model) return null;
        var milliseconds = createdAt < LatestSeconds ? createdAt * 1_000 : createdAt;
        if (milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return null;
        return new HistoryRow(id, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), model, WireJson.Text(item, "status") ?? "", RequestBody(item));
    }

    private static JsonElement? RequestBody(JsonElement item)
    {
        if (WireJson.Object(item, "requestBody") is { } shown) return shown.Clone();
        if (WireJson.Text(item, "requestBody") is not { } text) return null;
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (Exception e) when (WireJson.IsUnreadable(e))
        {
            return null;
        }
    }
}

/// <param name="RequestBody">The submit's body as the vendor shows it (an object, or JSON in a string, parsed here); null where it shows none.</param>
internal sealed record HistoryRow(PredictionId Prediction, DateTimeOffset CreatedAt, string Model, string Status, JsonElement? RequestBody);
