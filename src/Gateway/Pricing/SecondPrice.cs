namespace Gateway.Pricing;

/// <summary>A price for each second of output, by resolution where the model has one.</summary>
/// <param name="ByResolution">US dollars per second.</param>
/// <param name="AnyResolution">US dollars per second where the resolution does not matter; then <paramref name="ByResolution"/> is empty.</param>
internal sealed record SecondPrice(
    DateTimeOffset From, RequestForm Form, IReadOnlyList<string> Resolutions, int MaxSide, decimal HoldMargin,
    IReadOnlyDictionary<string, decimal> ByResolution, decimal AnyResolution) : PriceRule(From, Form, Resolutions, MaxSide, HoldMargin)
{
    public override string Words => ByResolution.Count == 0 ? $"${AnyResolution} per second" : $"per second: {InWords(ByResolution)}";

    public static string InWords(IReadOnlyDictionary<string, decimal> byResolution) =>
        string.Join(", ", byResolution.Select(price => $"{price.Key} ${price.Value}"));

    /// <summary>Video input has no published price here: its seconds are held as if they were output, and not charged by the formula.</summary>
    public override Cost Of(Asked asked)
    {
        var price = asked.Resolution is { } resolution && ByResolution.TryGetValue(resolution, out var own) ? own : AnyResolution;
        var heldSeconds = asked.HasVideoInput ? Form.Video!.HeldTotal(asked.HeldSeconds) : asked.HeldSeconds;
        string[] assumptions = asked.HasVideoInput ? ["Priced by the seconds of output; the hold counts the video input too."] : [];
        return new Cost(asked.Seconds * price, null, heldSeconds * price, assumptions);
    }
}
