namespace Gateway.Pricing;

/// <summary>A price for each second of output, by resolution where the model has one.</summary>
internal sealed record SecondPrice(
    DateTimeOffset From, RequestForm Form, IReadOnlyList<string> Resolutions, int MaxSide, decimal HoldMargin, UnitRates PerSecond)
    : RequestPrice(From, Form, Resolutions, MaxSide, HoldMargin)
{
    public override string Kind => RuleReader.PerSecond;

    public override IReadOnlyList<PriceLine> Lines => PerSecond.Lines("second");

    /// <summary>Video input has no published price here: its seconds are held as if they were output, and not charged by the formula.</summary>
    public override Cost Of(Asked asked)
    {
        var price = PerSecond.Of(asked.Resolution);
        var heldSeconds = asked.HasVideoInput ? Form.Video!.HeldTotal(asked.HeldSeconds) : asked.HeldSeconds;
        string[] assumptions = asked.HasVideoInput ? ["Priced by the seconds of output; the hold counts the video input too."] : [];
        return new Cost(asked.Seconds * price, null, heldSeconds * price, assumptions);
    }
}
