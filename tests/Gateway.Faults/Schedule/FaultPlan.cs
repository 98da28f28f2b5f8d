namespace Gateway.Faults;

/// <summary>One thing that goes wrong: when after the start, what, at which gateway where it is one's own trouble, and for how long.</summary>
internal sealed record Fault(TimeSpan At, FaultKind Kind, int Gateway, TimeSpan For)
{
    public override string ToString() => $"{At.TotalSeconds,8:0.00} s  {Kind} {(Kind <= FaultKind.FreezeGateway ? $"{Gateway} " : "")}for {For.TotalMilliseconds:0} ms";
}

/// <summary>The schedule a seed draws: kinds are dealt like cards, so that every kind comes once before any comes again.</summary>
internal static class FaultPlan
{
    public const int Gateways = 3;

    /// <summary>Between two faults; a long run gives the gateways time to meet them in different states.</summary>
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<Fault> Draw(int seed, TimeSpan length)
    {
        var random = new Random(seed);
        var kinds = Enum.GetValues<FaultKind>();
        var mean = TimeSpan.FromTicks(Math.Min(LongestPause.Ticks / 2, length.Ticks / (kinds.Length + 2)));
        var (plan, at) = (new List<Fault>(), mean);
        while (true)
        {
            random.Shuffle(kinds);
            foreach (var kind in kinds)
            {
                plan.Add(new Fault(at, kind, random.Next(Gateways), Duration(kind, random)));
                at += mean * (0.5 + random.NextDouble());
                if (at > length) return [.. Whole(plan, length)];
            }
        }
    }

    /// <summary>In a short run the last cards may not have been dealt; they come at its end.</summary>
    private static IEnumerable<Fault> Whole(List<Fault> plan, TimeSpan length)
    {
        var missing = Enum.GetValues<FaultKind>().Except(plan.Select(fault => fault.Kind));
        return [.. plan, .. missing.Select(kind => new Fault(length, kind, 0, TimeSpan.FromSeconds(1)))];
    }

    /// <summary>Never so long that a submit which stood still could reach the vendor after it was taken for absent.</summary>
    private static TimeSpan Duration(FaultKind kind, Random random)
    {
        var longest = kind switch
        {
            FaultKind.FreezeGateway or FaultKind.FreezeRedis or FaultKind.StallRedis => 3_000,
            FaultKind.FreezePostgres or FaultKind.StallLedger or FaultKind.StallVendor => 2_500,
            FaultKind.VendorBusy => 800,
            _ => 1_500,
        };
        return TimeSpan.FromMilliseconds(100 + random.Next(longest));
    }
}
