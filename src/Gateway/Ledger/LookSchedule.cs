namespace Gateway.Ledger;

/// <summary>
/// When a charge is looked at next without anybody asking: a pure function of the charge and the ledger's clock, so that it
/// survives restarts without a row of its own.
/// </summary>
/// <param name="FollowInterval">Between two looks at a young prediction; stretches with age to <see cref="Slowest"/>.</param>
internal sealed record LookSchedule(TimeSpan FollowInterval)
{
    public static readonly TimeSpan Slowest = TimeSpan.FromMinutes(1);

    /// <summary>A send without a reply is searched for in the vendor's history after this long.</summary>
    public static readonly TimeSpan SearchAfter = TimeSpan.FromSeconds(10);

    /// <summary>After the end, while evidence may still come: a missing price, a job that finished after a timeout.</summary>
    public static readonly IReadOnlyList<TimeSpan> LateEvidence =
        [.. new[] { 3, 10, 30, 60, 120, 300, 3_600, 86_400 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    /// <summary>Null when the charge needs no further look.</summary>
    public DateTimeOffset? Next(Charge charge, DateTimeOffset now) => charge switch
    {
        { IsOpen: false, PriceSource: PriceSource.Vendor or PriceSource.Operator } => null,
        { State: ChargeState.Held } => Later(charge.HeldAt + SearchAfter, now + Stretched(charge, now)),
        { State: ChargeState.Unknown or ChargeState.Submitted } => now + Stretched(charge, now),
        { State: ChargeState.Settled, PriceSource: PriceSource.Formula } => AfterTheEnd(charge, now),
        { State: ChargeState.Released, ReleaseReason: ReleaseReason.Timeout } => AfterTheEnd(charge, now),
        { State: ChargeState.Released, TurnedUp: true } => StillWanted(charge, now),
        _ => null,
    };

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private TimeSpan Stretched(Charge charge, DateTimeOffset now)
    {
        var tenth = (now - charge.HeldAt) / 10;
        var slowest = FollowInterval > Slowest ? FollowInterval : Slowest;
        return tenth < FollowInterval ? FollowInterval : tenth > slowest ? slowest : tenth;
    }

    /// <summary>A job that turned up after it was taken for absent is followed to its verdict, for as long as late evidence is read.</summary>
    private DateTimeOffset? StillWanted(Charge charge, DateTimeOffset now) =>
        now - charge.EndedAt < LateEvidence[^1] ? now + Stretched(charge, now) : null;

    private static DateTimeOffset? AfterTheEnd(Charge charge, DateTimeOffset now)
    {
        foreach (var wait in LateEvidence)
            if (charge.EndedAt + wait > now) return charge.EndedAt + wait;
        return null;
    }
}
