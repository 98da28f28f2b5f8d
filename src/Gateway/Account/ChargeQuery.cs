using System.Globalization;
using Gateway.Http;
using Gateway.Ledger;

namespace Gateway.Account;

/// <summary>Reads which charges somebody wants to see.</summary>
internal sealed class ChargeQuery(IQueryCollection query)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    private const string When = "is not a date like 2026-11-01 or an RFC 3339 time";

    private static readonly Dictionary<string, ChargeState> States =
        Enum.GetValues<ChargeState>().ToDictionary(Words.Of, StringComparer.OrdinalIgnoreCase);

    private Problem? _refusal;

    private delegate bool Parser<T>(string text, out T value);

    public static (ChargeFilter? Filter, Problem? Refusal) Read(IQueryCollection query, TeamId? team)
    {
        var reader = new ChargeQuery(query);
        var filter = reader.Filter(team);
        return reader._refusal is { } refusal ? (null, refusal) : (filter, null);
    }

    private ChargeFilter Filter(TeamId? team)
    {
        var filter = new ChargeFilter(
            team,
            Value<ChargeState>("state", States.TryGetValue, $"is not one of {string.Join(", ", States.Keys)}"),
            Value<DateTimeOffset>("from", TryParseTime, When),
            Value<DateTimeOffset>("to", TryParseTime, When),
            Value<ChargeId>("before", TryParseCursor, "is not the 'next' of a page"),
            Value<int>("limit", TryParseLimit, $"is not a number from 1 to {MaxLimit}") ?? DefaultLimit);
        if (filter.From >= filter.To) _refusal ??= QueryText.Bad("from", "must be earlier than 'to'");
        return filter;
    }

    private T? Value<T>(string name, Parser<T> parse, string fault) where T : struct
    {
        if (!QueryText.TrySingle(query, name, out var text)) _refusal ??= QueryText.Bad(name, "is given more than once");
        if (text is null) return null;
        if (parse(text, out var value)) return value;
        _refusal ??= QueryText.Bad(name, fault);
        return null;
    }

    /// <summary>A '+' that was not escaped arrives as a space.</summary>
    private static bool TryParseTime(string text, out DateTimeOffset time) => PointInTime.TryParseDateOrInstant(text.Replace(' ', '+'), out time);

    private static bool TryParseCursor(string text, out ChargeId charge)
    {
        charge = new ChargeId(text);
        return Words.IsChargeId(text);
    }

    private static bool TryParseLimit(string text, out int limit) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= MaxLimit;
}
