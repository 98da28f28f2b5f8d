namespace Gateway.Pricing;

/// <summary>Makes one book of a price file and the file that lies over it.</summary>
internal sealed class PriceBookReader
{
    /// <summary>Longer versions would not fit a charge, in characters.</summary>
    private const int MaxVersionLength = 60;

    private readonly List<string> _faults = [];
    private readonly List<BookPlace> _files = [];

    public static PriceBook? Read(IReadOnlyList<PriceText> files, out IReadOnlyList<string> faults)
    {
        var reader = new PriceBookReader();
        var book = reader.Book(files);
        // A part that two entries share is told about once.
        faults = [.. reader._faults.Distinct()];
        return faults.Count == 0 ? book : null;
    }

    private PriceBook? Book(IReadOnlyList<PriceText> files)
    {
        if (files.Count == 0) _faults.Add("There is no price file.");
        foreach (var file in files)
            if (file.Open(_faults) is { } root) _files.Add(root);
        if (_files.Count < files.Count || files.Count == 0) return null;

        var version = string.Join('+', _files.Select(ReadHead));
        var flags = Last("promptFlags")?.Texts();
        var tables = Section("pixels", PixelsReader.Read);
        var restricted = new Restricted(Section("restricted", Restricted.Harmless));
        var forms = Section("requests", new FormReader(tables, restricted).Read);
        var rules = new RuleReader(forms);
        var entries = Section("models", (pattern, place) => Entry(pattern, place, rules));
        foreach (var file in _files) file.Close();
        if (entries.Count == 0) _files[^1].Fault("has no models");
        if (entries.Count > PriceLimits.Models) _files[^1].Fault($"has more than {PriceLimits.Models} models");
        else NoteTies(entries);
        return _faults.Count > 0 ? null : new PriceBook(version, entries.Values, new PromptFlags(flags ?? []));
    }

    /// <summary>What every file says of itself. A file that lies over another may leave out all but its version.</summary>
    private string ReadHead(BookPlace file)
    {
        var isFirst = file == _files[0];
        var version = file.Need("version");
        var text = version?.Text() ?? "";
        if (text.Length > MaxVersionLength) version?.Fault($"must have at most {MaxVersionLength} characters");
        var currency = isFirst ? file.Need("currency") : file.Find("currency");
        if (currency is not null && currency.Text() != "USD") currency.Fault("must be \"USD\"");
        var source = isFirst ? file.Need("source") : file.Find("source");
        source?.Need("text")?.Text();
        source?.Need("date")?.Day();
        source?.Close();
        file.Find("notes")?.Texts();
        return text;
    }

    private BookPlace? Last(string name) => _files.Select(file => file.Find(name)).LastOrDefault(place => place is not null);

    private Dictionary<string, T> Section<T>(string name, Func<BookPlace, T> read) => Section(name, (_, place) => read(place));

    /// <summary>What stands under a name in a later file replaces the whole of what an earlier file has there.</summary>
    private Dictionary<string, T> Section<T>(string name, Func<string, BookPlace, T> read)
    {
        Dictionary<string, BookPlace> places = [];
        foreach (var file in _files)
        foreach (var (key, place) in file.Find(name)?.Members() ?? [])
            places[key] = place;
        return places.ToDictionary(place => place.Key, place => read(place.Key, place.Value));
    }

    private void NoteTies(Dictionary<string, PriceEntry> entries)
    {
        foreach (var (one, other) in Specificity.Ties([.. entries.Keys]))
            _files[^1].Fault($"models: '{one}' and '{other}' are equally specific and can mean the same model; write one of them longer");
    }

    private static PriceEntry Entry(string pattern, BookPlace place, RuleReader rules)
    {
        if (pattern.Length is 0 or > PriceLimits.ModelLength || pattern.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '?' or '\\'))
            place.Fault($"is no model: 1 to {PriceLimits.ModelLength} characters without spaces, '?' and '\\'; '*' stands for any text");
        var type = Type(place.Need("type"));
        List<PriceRule> read = [];
        HashSet<DateTimeOffset> days = [];
        var prices = place.Need("prices");
        var items = prices?.Items() ?? [];
        foreach (var item in items)
        {
            if (rules.Read(item) is not { } rule) continue;
            read.Add(rule);
            if (!days.Add(rule.From)) item.Fault("begins on the same day as another price of this model");
        }
        if (items.Count == 0) prices?.Fault("must have at least one price");
        place.Close();
        return new PriceEntry(pattern, type, [.. read.OrderByDescending(rule => rule.From)]);
    }

    private static ModelType Type(BookPlace? place)
    {
        switch (place?.Text())
        {
            case "video": return ModelType.Video;
            case "image": return ModelType.Image;
            case "audio": return ModelType.Audio;
            case "text": return ModelType.Text;
            case null: return default;
            default:
                place.Fault("must be video, image, audio or text");
                return default;
        }
    }
}
