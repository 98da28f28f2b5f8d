namespace Gateway.Pricing;

/// <summary>Reads one dated price from a price file. A new kind of price is a new case here and a new <see cref="PriceRule"/>.</summary>
internal sealed class RuleReader(IReadOnlyDictionary<string, RequestForm> forms)
{
    public const string Tokens = "tokens";
    public const string PerSecond = "perSecond";
    public const string PerImage = "perImage";
    public const string PerRun = "perRun";
    public const string PerToken = "perToken";

    /// <summary>Null where faults were noted that leave no price.</summary>
    public PriceRule? Read(BookPlace place)
    {
        var kind = place.Need("kind");
        switch (kind?.Text())
        {
            case null: return null;
            case Tokens: return Closed(place, ReadTokens(place, Head(place)));
            case PerSecond: return Closed(place, ReadPerSecond(place, Head(place)));
            case PerImage: return Closed(place, ReadPerImage(place, Head(place)));
            case PerRun: return Closed(place, ReadPerRun(place, Head(place)));
            case PerToken: return Closed(place, ReadPerToken(place));
            case var unknown:
                kind.Fault($"'{unknown}' is not a kind of price this gateway knows ({Tokens}, {PerSecond}, {PerImage}, {PerRun}, {PerToken})");
                return null;
        }
    }

    private static PriceRule? Closed(BookPlace place, PriceRule? rule)
    {
        var source = place.Find("source")?.Text();
        place.Close();
        return rule is null ? null : rule with { Source = source };
    }

    private sealed record Shared(DateTimeOffset From, RequestForm? Form, BookPlace? FormPlace, int MaxSide, decimal HoldMargin);

    private Shared Head(BookPlace place)
    {
        var from = From(place);
        var name = place.Need("request");
        RequestForm? form = null;
        if (name is not null && !forms.TryGetValue(name.Text(), out form)) name.Fault("is not one of the book's requests");
        var maxSide = form?.Size is null ? place.Find("maxSide") : place.Need("maxSide");
        return new Shared(from, form, name, maxSide?.Integer(1, PriceLimits.Side) ?? PriceLimits.Side, HoldMargin(place));
    }

    private static DateTimeOffset From(BookPlace place) => place.Need("from")?.Day() ?? default;

    private static decimal HoldMargin(BookPlace place) => place.Find("holdMargin")?.Margin(PriceLimits.HoldMargin) ?? 1;

    private static TokenPrice? ReadTokens(BookPlace place, Shared head)
    {
        var per1000 = place.Need("per1000")?.Price(PriceLimits.Per1000Tokens) ?? 1;
        var withVideo = place.Find("per1000WithVideo")?.Price(PriceLimits.Per1000Tokens) ?? per1000;
        var extraFrames = place.Find("extraFrames")?.Integer(0, PriceLimits.ExtraFrames) ?? 0;
        var heldExtraFrames = place.Find("heldExtraFrames")?.Integer(0, PriceLimits.ExtraFrames) ?? 0;
        var perSecond = Prices(place.Find("perSecond"), PriceLimits.PerSecond);
        var resolutions = place.Need("resolutions");
        var names = resolutions?.Texts() ?? [];
        if (head.Form is not { } form || resolutions is null) return null;
        if (form is not { Duration: not null, Resolution: { } resolution, Ratio: { } ratio, Fps: { } fps })
        {
            head.FormPlace!.Fault("must have duration, resolution, ratio and fps, which the token formula needs");
            return null;
        }
        RefuseCount(head);
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
        var rates = Rates(place, head, PriceLimits.PerSecond);
        if (rates is null || head.Form is not { } form) return null;
        if (form.Duration is null) head.FormPlace!.Fault("must have duration, which the price depends on");
        RefuseCount(head);
        return new SecondPrice(head.From, form, [.. rates.ByResolution.Keys], head.MaxSide, head.HoldMargin, rates);
    }

    private static ImagePrice? ReadPerImage(BookPlace place, Shared head)
    {
        var rates = Rates(place, head, PriceLimits.PerImage);
        if (rates is null || head.Form is not { } form) return null;
        if (form.Count is null) head.FormPlace!.Fault("must have count, which the price depends on");
        return new ImagePrice(head.From, form, [.. rates.ByResolution.Keys], head.MaxSide, head.HoldMargin, rates);
    }

    private static RunPrice? ReadPerRun(BookPlace place, Shared head)
    {
        var usd = place.Need("usd")?.Price(PriceLimits.PerRun);
        if (usd is null || head.Form is not { } form) return null;
        if (form.Resolution is not null || form.Ratio is not null) head.FormPlace!.Fault("must have neither resolution nor ratio, which a price per run does not know");
        return new RunPrice(head.From, form, head.MaxSide, head.HoldMargin, usd.Value);
    }

    private static UsagePrice ReadPerToken(BookPlace place)
    {
        var input = place.Need("inputPer1M")?.Price(PriceLimits.Per1MTokens) ?? 1;
        var rates = new UsageRates(
            input,
            place.Need("outputPer1M")?.Price(PriceLimits.Per1MTokens) ?? 1,
            place.Find("cachedInputPer1M")?.Price(PriceLimits.Per1MTokens) ?? input);
        return new UsagePrice(From(place), HoldMargin(place), rates, place.Need("maxOutputTokens")?.Integer(1, PriceLimits.UsageTokens) ?? 1);
    }

    /// <summary>Many outputs of the widest formula would leave the room of money.</summary>
    private static void RefuseCount(Shared head)
    {
        if (head.Form!.Count is not null) head.FormPlace!.Fault($"must have no count: only {PerImage} and {PerRun} know one");
    }

    private static UnitRates? Rates(BookPlace place, Shared head, decimal most)
    {
        var usd = place.Need("usd");
        if (usd is null) return null;
        var rates = usd.IsObject ? new UnitRates(Prices(usd, most), 0) : new UnitRates(new Dictionary<string, decimal>(), usd.Price(most));
        if (head.Form is not { } form) return null;
        if (usd.IsObject && form.Resolution is null) head.FormPlace!.Fault("must have resolution, which the price depends on");
        if (usd.IsObject && form.Resolution is { } priced && !rates.ByResolution.ContainsKey(priced.Default))
            usd.Fault($"must have {priced.Default}, the default of its request");
        if (!usd.IsObject && form.Resolution is not null) usd.Fault("must be a price for each resolution, which its request has");
        return rates;
    }

    private static Dictionary<string, decimal> Prices(BookPlace? place, decimal most) =>
        place?.Members().ToDictionary(price => price.Name, price => price.Place.Price(most)) ?? [];
}
