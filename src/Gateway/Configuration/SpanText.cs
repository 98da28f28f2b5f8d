using System.Globalization;

namespace Gateway.Configuration;

/// <summary>
/// Reads a time span as a person means it. .NET alone takes <c>72:00:00</c> for 72 days, because 72 is no hour; here that is a fault.
/// </summary>
internal static class SpanText
{
    private const int MostHours = 23;

    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        return HoursOf(text) is not > MostHours && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out value);
    }

    /// <summary>How to write what was meant, with a space before it; empty where the hours are not what is wrong.</summary>
    public static string Hint(string text) => HoursOf(text) is { } hours and > MostHours
        ? $" (hours go up to {MostHours}, days stand before a dot: {hours / 24}.{hours % 24:00}:00:00)"
        : "";

    /// <summary>The number before the first colon, where no days stand before it; null where there is none.</summary>
    private static long? HoursOf(string text)
    {
        var parts = text.Trim().TrimStart('-').Split(':');
        return parts.Length is 2 or 3 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) ? hours : null;
    }
}
