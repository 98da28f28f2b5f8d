namespace Gateway.Pricing;

/// <summary>Reads one dated price from a price file. A new kind of price is a new case here and a new <see cref="PriceRule"/>.</summary>
internal sealed class RuleReader(IReadOnlyDictionary<string, RequestForm> forms)
{
    private const string Tokens = "tokens";
    private const string PerSecond = "perSecond";

    /// <summary>Null where faults were noted that leave no price.</summary>
    public PriceRule? Read(BookPlace place)
    {
        var kind = place.Need("kind");
        switch (kind?.Text())
        {
            case null: return null;
            case Tokens: return Closed(place, ReadTokens(place, Head(place)));
            case PerSecond: return Closed(place, ReadPerSecond(place, Head(place)));
            case var unknown:
                kind.Fault($"'{unknown}' is not a kind of price this gateway knows ({Tokens}, {PerSecond})");
                return null;
        }
    }

    private static PriceRule? Closed(BookPlace place, PriceRule? rule)
    {
        place.Find("source")?.Text();
        place.Close();
        return rule;
    }

    private sealed record Shared(DateTimeOffset From, RequestForm? Form, BookPlace? FormPlace, int MaxSide, decimal HoldMargin);

    private Shared Head(BookPlace place)
    {
        var from = place.Need("from")?.Day() ?? default;
        var name = place.Need("request");
        RequestForm? form = null;
        if (name is not null && !forms.TryGetValue(name.Text(), out form)) name.Fault("is not one of the book's requests");
        var maxSide = form?.Size is null ? place.Find("maxSide") : place.Need("maxSide");
        return new Shared(
            from, form, name, maxSide?.Integer(1, PriceLimits.Side) ?? PriceLimits.Side, place.Find("holdMargin")?.Margin(PriceLimits.HoldMargin) ?? 1);
    }

    private static TokenPrice? ReadTokens(BookPlace place, Shared head)
    {
        var per1000 = place.Need("per1000")?.Price(PriceLimits.Per1000Tokens) ?? 1;
        var withVideo = place.Find("per1000WithVideo")?.Price(PriceLimits.Per1000Tokens) ?? per1000;
        var extraFrames = place.Find("extraFrames")?.Integer(0, PriceLimits.ExtraFrames) ?? 0;
        var heldExtraFrames = place.Find("heldExtraFrames")?.Integer(0, PriceLimits.ExtraFrames) ?? 0;
        var perSecond = Prices(place.Find("perSecond"));
        var resolutions = place.Need("resolutions");
        var names = resolutions?.Texts() ?? [];
        if (head.Form is not { } form || resolutions is null) return null;
        if (form is not { Resolution: { } resolution, Ratio: { } ratio, Fps: { } fps })
        {
            head.FormPlace!.Fault("must have resolution, ratio and fps, which the token formula needs");
            return null;
        }
        RefuseUnpriced(resolutions, names, perSecond, form);
        if (!names.Contains(resolution.Default)) resolutions.Fault($"must have {resolution.Default}, the default of its request");
        else if (!ratio.Pixels.Has(resolution.Default)) resolutions.Fault($"has no pixels for {resolution.Default}, the default of its request");
        return new TokenPrice(
            head.From, form, names, head.MaxSide, head.HoldMargin, new TokenFormula(fps.Only, extraFrames), per1000, withVideo, perSecond)
        {
            HeldFormula = new TokenFormula(fps.Only, extraFrames + heldExtraFrames),
        };
    }

    private static void RefuseUnpriced(BookPlace place, IReadOnlyList<string> names, Dictionary<string, decimal> perSecond, RequestForm form)
    {
        var pixels = form.Ratio!.Pixels;
        foreach (var name in names)
        {
            if (!pixels.Has(name) && !perSecond.ContainsKey(name)) place.Fault($"names {name}, which has neither pixels nor a price per second");
            if (!pixels.Has(name)) continue;
            foreach (var ratio in pixels.Ratios)
                if (!pixels.Has(name, ratio)) place.Fault($"names {name}, which has no pixels for {ratio}");
        }
        foreach (var name in perSecond.Keys.Except(names)) place.Fault($"does not name {name}, which has a price per second");
    }

    private static SecondPrice? ReadPerSecond(BookPlace place, Shared head)
    {
        var usd = place.Need("usd");
        if (usd is null) return null;
        var byResolution = usd.IsObject ? Prices(usd) : [];
        var any = usd.IsObject ? 0 : usd.Price(PriceLimits.PerSecond);
        if (head.Form is not { } form) return null;
        if (usd.IsObject && form.Resolution is null) head.FormPlace!.Fault("must have resolution, which the price depends on");
        if (usd.IsObject && form.Resolution is { } priced && !byResolution.ContainsKey(priced.Default))
            usd.Fault($"must have {priced.Default}, the default of its request");
        if (!usd.IsObject && form.Resolution is not null) usd.Fault("must be a price for each resolution, which its request has");
        return new SecondPrice(head.From, form, [.. byResolution.Keys], head.MaxSide, head.HoldMargin, byResolution, any);
    }

    private static Dictionary<string, decimal> Prices(BookPlace? place) =>
        place?.Members().ToDictionary(price => price.Name, price => price.Place.Price(PriceLimits.PerSecond)) ?? [];
}
