using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Gateway.Http;

/// <summary>What a caller would like and may not get (RFC 7240). Only <c>wait</c> is looked for.</summary>
internal static class PreferHeader
{
    public const string Name = "Prefer";
    public const string Applied = "Preference-Applied";

    /// <summary>Null where the caller does not say, or says it unreadably: a preference is never a fault. Named twice, the first one counts.</summary>
    public static TimeSpan? Wait(StringValues lines)
    {
        foreach (var line in lines)
        {
            for (var rest = line.AsSpan(); !rest.IsEmpty;)
            {
                var end = IndexOf(rest, ',');
                var preference = rest[..end];
                rest = rest[Math.Min(end + 1, rest.Length)..];
                preference = preference[..IndexOf(preference, ';')];
                var equals = IndexOf(preference, '=');
                if (preference[..equals].Trim(" \t").Equals("wait", StringComparison.OrdinalIgnoreCase)) return Seconds(preference[equals..]);
            }
        }

        return null;
    }

    public static string AppliedWait(TimeSpan wait) => string.Create(CultureInfo.InvariantCulture, $"wait={(long)wait.TotalSeconds}");

    /// <summary>Where the mark first stands outside a quoted string; the length where it does not.</summary>
    private static int IndexOf(ReadOnlySpan<char> text, char mark)
    {
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '\\') i++;
            else if (text[i] == '"') isQuoted = !isQuoted;
            else if (!isQuoted && text[i] == mark) return i;
        }

        return text.Length;
    }

    /// <param name="value">With its <c>=</c>.</param>
    private static TimeSpan? Seconds(ReadOnlySpan<char> value)
    {
        var digits = value.TrimStart('=').Trim(" \t");
        if (digits is ['"', .., '"']) digits = digits[1..^1];
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9')) return null;

        // More than anybody lets a caller wait is as good as forever.
        return TimeSpan.FromSeconds(int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : int.MaxValue);
    }
}
