using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Gateway.Tests.Stories;

/// <summary>What a caller of the gateway got, whole.</summary>
internal sealed record Answer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);

    public JsonElement Json => JsonSerializer.Deserialize<JsonElement>(Body);

    /// <summary>The charge, told in the header of a good answer and in the body of a bad one.</summary>
    public string ChargeId => Header("Gateway-Charge-Id") ?? Member("chargeId") ?? throw new InvalidOperationException($"No charge in {this}");

    /// <summary>Where the vendor's own clients look for it.</summary>
    public string PredictionId => Json.GetProperty("data").GetProperty("id").GetString()!;

    public string? VendorStatus => Json.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Object ? data.GetProperty("status").GetString() : null;

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, headers, await response.Content.ReadAsByteArrayAsync(cancellationToken));
    }

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>A member of a problem, numbers as text.</summary>
    public string? Member(string name) =>
        Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member.ToString() : null;

    /// <summary>An amount, which JSON shows as a decimal string.</summary>
    public decimal Usd(string name) => decimal.Parse(Json.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);

    public override string ToString() => $"{Status} {Text}";
}
