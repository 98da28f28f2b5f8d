using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Gateway.Http;

/// <summary>Tells whether a caller has already what would be sent (RFC 9110, weak comparison).</summary>
internal static class IfNoneMatch
{
    /// <param name="tag">What would be sent, quotes included.</param>
    public static bool Names(StringValues header, string tag)
    {
        if (header.Count == 0) return false;
        if (header.Count == 1 && header[0] == tag) return true;
        if (!EntityTagHeaderValue.TryParseList(header.OfType<string>().ToList(), out var tags)) return false;
        var current = EntityTagHeaderValue.Parse(tag);
        return tags.Any(known => known.Equals(EntityTagHeaderValue.Any) || known.Compare(current, useStrongComparison: false));
    }
}
