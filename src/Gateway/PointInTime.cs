using System.Globalization;

namespace Gateway;

/// <summary>How people write an instant: RFC 3339 with its offset, or a date, which means its first moment in UTC.</summary>
internal static class PointInTime
{
    private static readonly string[] Rfc3339 = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"];

    public static bool TryParse(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text?.ToUpperInvariant(), Rfc3339, CultureInfo.InvariantCulture, Utc, out instant);

    public static bool TryParseDateOrInstant(string? text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc, out instant) || TryParse(text, out instant);

    private const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
}
