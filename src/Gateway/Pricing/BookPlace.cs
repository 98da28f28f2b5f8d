using System.Globalization;
using System.Text.Json;

namespace Gateway.Pricing;

/// <summary>
/// One place in a price file. Reading never stops at a fault: it is noted with its path, a harmless value stands in, and the
/// book is refused at the end with all of them.
/// </summary>
internal sealed class BookPlace(string file, string path, JsonElement element, ICollection<string> faults)
{
    private readonly HashSet<string> _known = [];

    public bool IsObject => element.ValueKind == JsonValueKind.Object;
    public bool IsText => element.ValueKind == JsonValueKind.String;

    public void Fault(string message) => faults.Add($"{file}: {(path.Length == 0 ? "" : path + " ")}{message}");

    /// <summary>A member that may be missing.</summary>
    public BookPlace? Find(string name)
    {
        _known.Add(name);
        return IsObject && element.TryGetProperty(name, out var member) ? Under(name, member) : null;
    }

    /// <summary>A member that must be there.</summary>
    public BookPlace? Need(string name)
    {
        var member = Find(name);
        if (member is null) new BookPlace(file, Name(name), default, faults).Fault("is missing");
        return member;
    }

    /// <summary>Notes every member that nobody asked for, and every one that stands there twice.</summary>
    public void Close()
    {
        if (!IsObject) Fault("must be an object");
        foreach (var (name, place) in Pairs())
            if (!_known.Contains(name)) place.Fault("is not known here");
    }

    /// <summary>The members of an object whose names are free to choose; of a name that stands there twice, the first.</summary>
    public IReadOnlyList<(string Name, BookPlace Place)> Members()
    {
        if (!IsObject) Fault("must be an object");
        return Pairs();
    }

    public IReadOnlyList<BookPlace> Items()
    {
        if (element.ValueKind == JsonValueKind.Array)
            return [.. element.EnumerateArray().Select((item, index) => new BookPlace(file, $"{path}[{index}]", item, faults))];
        Fault("must be a list");
        return [];
    }

    public string Text()
    {
        if (IsText && element.GetString() is { } text && !string.IsNullOrWhiteSpace(text)) return text;
        Fault("must be a text that is not empty");
        return "";
    }

    public IReadOnlyList<string> Texts()
    {
        string[] texts = [.. Items().Select(item => item.Text())];
        if (texts.Length == 0 && element.ValueKind == JsonValueKind.Array) Fault("must not be empty");
        if (texts.Distinct().Count() != texts.Length) Fault("must not name the same twice");
        return texts;
    }

    /// <summary>A text, a number, true or false.</summary>
    public string Scalar()
    {
        if (Pricing.Scalar.Of(element) is { } scalar) return scalar;
        Fault("must be a text, a number, true or false");
        return "";
    }

    public int Integer(int from, int to)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var value) && value >= from && value <= to) return value;
        Fault($"must be a whole number from {from} to {to}");
        return from;
    }

    /// <summary>A number or a text, more than 0, read without ever being a floating-point number.</summary>
    public decimal Price(decimal most) => Decimal(most, value => value > 0, $"must be a plain decimal above 0 and at most {most}");

    public decimal Margin(decimal most) => Decimal(most, value => value >= 1, $"must be a plain decimal from 1 to {most}");

    public DateTimeOffset Day()
    {
        if (IsText && DateOnly.TryParseExact(element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        Fault("must be a day like 2026-07-01");
        return DateTimeOffset.UnixEpoch;
    }

    private decimal Decimal(decimal most, Func<decimal, bool> allowed, string must)
    {
        var text = element.ValueKind switch
        {
            JsonValueKind.Number => element.GetRawText(),
            JsonValueKind.String => element.GetString(),
            _ => null,
        };
        if (text?.Length <= PriceLimits.NumberLength
            && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && allowed(value) && value <= most)
            return value;
        Fault(must);
        return 1;
    }

    private List<(string Name, BookPlace Place)> Pairs()
    {
        List<(string, BookPlace)> pairs = [];
        if (!IsObject) return pairs;
        HashSet<string> seen = [];
        foreach (var member in element.EnumerateObject())
        {
            var place = Under(member.Name, member.Value);
            if (seen.Add(member.Name)) pairs.Add((member.Name, place));
            else place.Fault("stands there twice");
        }
        return pairs;
    }

    private BookPlace Under(string name, JsonElement member) => new(file, Name(name), member, faults);

    private string Name(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? path.Length == 0 ? name : $"{path}.{name}"
            : $"{path}[\"{name}\"]";
}
