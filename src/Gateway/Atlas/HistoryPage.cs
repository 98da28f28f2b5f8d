using System.Text.Json;

namespace Gateway.Atlas;

/// <summary>One page of the account's history, newest first.</summary>
/// <param name="VendorTime">The vendor's clock as it answered; null when it did not tell.</param>
internal sealed record HistoryPage(IReadOnlyList<HistoryRow> Rows, long Total, DateTimeOffset? VendorTime)
{
    /// <summary>Null when the answer is not a whole, well-formed page.</summary>
    public static HistoryPage? Read(VendorReply reply) => throw new NotImplementedException();
}

/// <param name="RequestBody">The submit's body as the vendor shows it (an object, or JSON in a string, parsed here); null where it shows none.</param>
internal sealed record HistoryRow(PredictionId Prediction, DateTimeOffset CreatedAt, string Model, string Status, JsonElement? RequestBody);
