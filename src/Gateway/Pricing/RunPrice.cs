namespace Gateway.Pricing;

/// <summary>One price for each run, whatever comes out of it.</summary>
/// <param name="Usd">US dollars.</param>
internal sealed record RunPrice(DateTimeOffset From, RequestForm Form, int MaxSide, decimal HoldMargin, decimal Usd)
    : RequestPrice(From, Form, [], MaxSide, HoldMargin)
{
    public override string Kind => RuleReader.PerRun;

    public override IReadOnlyList<PriceLine> Lines => [new PriceLine("run", Usd)];

    public override Cost Of(Asked asked) => new(Usd, null, Usd, []);
}
