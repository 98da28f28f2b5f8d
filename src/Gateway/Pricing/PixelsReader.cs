namespace Gateway.Pricing;

/// <summary>Reads a table of output sizes from a price file: resolution → ratio → <c>[width, height]</c>.</summary>
internal static class PixelsReader
{
    public static PixelTable Read(BookPlace place)
    {
        var rows = place.Members();
        if (rows.Count == 0) place.Fault("must have at least one resolution");
        return new PixelTable(rows.ToDictionary(row => row.Name, row => Row(row.Place)));
    }

    private static IReadOnlyDictionary<string, Pixels> Row(BookPlace place)
    {
        var sizes = place.Members();
        if (sizes.Count == 0) place.Fault("must have at least one ratio");
        return sizes.ToDictionary(size => size.Name, size => Size(size.Place));
    }

    private static Pixels Size(BookPlace place)
    {
        var sides = place.Items();
        if (sides.Count == 2) return new Pixels(sides[0].Integer(1, PriceLimits.Side), sides[1].Integer(1, PriceLimits.Side));
        place.Fault("must be [width, height]");
        return new Pixels(1, 1);
    }
}
