namespace Gateway.Pricing;

/// <summary>A price for each image, by resolution where the model has one.</summary>
internal sealed record ImagePrice(
    DateTimeOffset From, RequestForm Form, IReadOnlyList<string> Resolutions, int MaxSide, decimal HoldMargin, UnitRates PerImage)
    : RequestPrice(From, Form, Resolutions, MaxSide, HoldMargin)
{
    public override string Kind => RuleReader.PerImage;

    public override IReadOnlyList<PriceLine> Lines => PerImage.Lines("image");

    public override Cost Of(Asked asked)
    {
        var usd = PerImage.Of(asked.Resolution);
        return new Cost(usd, null, usd, []);
    }
}
