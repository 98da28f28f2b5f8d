namespace Gateway.Pricing;

/// <summary>Reads from a price file which fields of a request change its price.</summary>
/// <param name="restricted">What is restricted in every request of the book that does not read it.</param>
internal sealed class FormReader(IReadOnlyDictionary<string, PixelTable> tables, Restricted restricted)
{
    public RequestForm Read(BookPlace place)
    {
        var form = new RequestForm(
            Duration(place.Find("duration")),
            Resolution(place.Find("resolution")),
            Ratio(place.Find("ratio")),
            Size(place.Find("size")),
            Fps(place.Find("fps")),
            Video(place.Find("video"))) { Count = Count(place.Find("count")) };
        var own = place.Find("restricted") is { } ownPlace ? Restricted.Read(ownPlace) : Restricted.None;
        place.Close();
        var names = form.Fields.Concat(own.Fields).Where(name => name.Length > 0).ToList();
        if (names.Distinct().Count() != names.Count) place.Fault("uses a field for two things");
        return form with { Restricted = own.Over(restricted, names) };
    }

    private static CountField? Count(BookPlace? place)
    {
        if (place is null) return null;
        var (fields, usual) = (place.Need("fields")?.Texts() ?? [], place.Need("default"));
        var max = place.Need("max")?.Integer(1, PriceLimits.Count) ?? PriceLimits.Count;
        var count = new CountField(
            fields, usual?.Integer(1, PriceLimits.Count) ?? 1, max, place.Find("heldAtLeast")?.Integer(1, PriceLimits.Count) ?? 1);
        place.Close();
        if (count.Default > max) usual?.Fault("must be at most max");
        return count;
    }

    private static DurationField? Duration(BookPlace? place)
    {
        if (place is null) return null;
        var min = place.Need("min")?.Integer(1, PriceLimits.Seconds) ?? 1;
        var max = place.Need("max")?.Integer(1, PriceLimits.Seconds) ?? PriceLimits.Seconds;
        var usual = place.Need("default");
        var duration = new DurationField(
            place.Need("field")?.Text() ?? "",
            usual?.Integer(1, PriceLimits.Seconds) ?? min,
            min, max,
            place.Find("auto")?.Integer(int.MinValue, 0),
            place.Find("heldAtLeast")?.Integer(1, PriceLimits.Seconds) ?? 1,
            place.Find("heldUnset")?.Integer(1, PriceLimits.Seconds) ?? 1);
        place.Close();
        if (usual is not null && (duration.Default < min || duration.Default > max)) usual.Fault("must lie between min and max");
        return duration;
    }

    private static ResolutionField? Resolution(BookPlace? place)
    {
        if (place is null) return null;
        var resolution = new ResolutionField(place.Need("field")?.Text() ?? "", place.Need("default")?.Text() ?? "");
        place.Close();
        return resolution;
    }

    private RatioField? Ratio(BookPlace? place)
    {
        if (place is null) return null;
        var (fields, usual, name) = (place.Need("fields")?.Texts() ?? [], place.Need("default"), place.Need("pixels"));
        var auto = place.Find("auto")?.Text();
        place.Close();
        if (fields.Count == 0 || usual is null || name is null) return null;
        if (!tables.TryGetValue(name.Text(), out var table))
        {
            name.Fault("is not one of the book's pixels");
            return null;
        }
        var ratio = new RatioField(fields, usual.Text(), auto, table);
        if (!table.Ratios.Contains(ratio.Default)) usual.Fault("is not a ratio of those pixels");
        return ratio;
    }

    private static SizeFields? Size(BookPlace? place)
    {
        if (place is null) return null;
        var size = new SizeFields(place.Need("width")?.Text() ?? "", place.Need("height")?.Text() ?? "");
        place.Close();
        return size;
    }

    private static FpsField? Fps(BookPlace? place)
    {
        if (place is null) return null;
        var fps = new FpsField(place.Need("field")?.Text() ?? "", place.Need("only")?.Integer(1, PriceLimits.FramesPerSecond) ?? 1);
        place.Close();
        return fps;
    }

    private static VideoFields? Video(BookPlace? place)
    {
        if (place is null) return null;
        // At most twice the output: PriceLimits counts on it.
        var heldTotal = place.Find("heldTotal");
        var over = heldTotal?.Need("over")?.Integer(1, 100) ?? 1;
        var times = heldTotal?.Need("times")?.Integer(over, 2 * over) ?? 1;
        heldTotal?.Close();
        var video = new VideoFields(
            place.Need("fields")?.Texts() ?? [],
            place.Need("max")?.Integer(1, 100) ?? 1,
            place.Need("assumedSeconds")?.Integer(1, PriceLimits.Seconds) ?? 1,
            times, over);
        place.Close();
        return video;
    }
}
