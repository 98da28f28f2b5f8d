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

    /// <summary>A look at late evidence that the vendor did not answer is taken again after this long.</summary>
    public static readonly TimeSpan LeaseFor = TimeSpan.FromMinutes(1);

    /// <summary>A charge in review is looked at for a week, in case a verdict decides before a person does.</summary>
    public static readonly TimeSpan ReviewEvery = TimeSpan.FromHours(1);
    private static readonly TimeSpan ReviewFor = TimeSpan.FromDays(7);

    /// <summary>After this long no evidence is waited for any more: a job that turned up a day after its end is followed for a day.</summary>
    public static readonly TimeSpan EvidenceFor = LateEvidence[^1] * 2;

    /// <summary>Looks are written in whole milliseconds.</summary>
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(1);

    /// <summary>
    /// When a look that is handed out now comes again by itself: whoever took it may be killed, and the vendor may not answer. Where looks are
    /// few and each may be the last one that finds something, it comes soon, until <see cref="Next"/> is asked because the vendor did answer;
    /// a running prediction is simply looked at again.
    /// </summary>
    public DateTimeOffset? Lease(Charge charge, DateTimeOffset now)
    {
        if (!charge.AwaitsLateEvidence) return Next(charge, now);
        return now - charge.EndedAt < EvidenceFor ? now + LeaseFor : null;
    }

    /// <param name="now">By the machine's clock.</param>
    /// <returns>Null when the charge needs no further look.</returns>
    public DateTimeOffset? Next(Charge charge, DateTimeOffset now) => charge switch
    {
        { IsOpen: false, PriceSource: PriceSource.Vendor or PriceSource.Operator } => null,
        // The machine's clock may have been set back since: then the send seems to lie before us.
        { State: ChargeState.Held } => Later(Earlier(charge.SentAt, now) + SearchAfter, now + Searching(charge, now)),
        { State: ChargeState.Unknown } => now + Searching(charge, now),
        { State: ChargeState.Submitted } => now + Stretched(charge, now, FollowInterval),
        { State: ChargeState.Review, Prediction: not null } => now - charge.SentAt < ReviewFor ? now + ReviewEvery : null,
        { State: ChargeState.Settled, PriceSource: PriceSource.Formula } => AfterTheEnd(charge, now),
        { State: ChargeState.Released, ReleaseReason: ReleaseReason.Timeout } => AfterTheEnd(charge, now),
        { State: ChargeState.Released, TurnedUp: true } => StillWanted(charge, now),
        _ => null,
    };

    /// <summary>No look at a held, submitted or unknown charge is put further ahead than this.</summary>
    public TimeSpan FurthestOpen => (FollowInterval > Slowest ? FollowInterval : Slowest) + Rounding;

    /// <summary>No look at all is put further ahead than this.</summary>
    public TimeSpan Furthest => (FollowInterval > LateEvidence[^1] ? FollowInterval : LateEvidence[^1]) + Rounding;

    /// <summary>It is time, or the look stands where no schedule puts it: the clock was ahead when it was set.</summary>
    public bool IsDue(Charge charge, DateTimeOffset look, DateTimeOffset now) => look <= now || look > now + (IsUnsettled(charge) ? FurthestOpen : Furthest);

    private static bool IsUnsettled(Charge charge) => charge.State is ChargeState.Held or ChargeState.Submitted or ChargeState.Unknown;

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    /// <summary>A lost reply is searched for soon, however slowly predictions are followed.</summary>
    private TimeSpan Searching(Charge charge, DateTimeOffset now) => Stretched(charge, now, FollowInterval < SearchAfter ? FollowInterval : SearchAfter);

    private static TimeSpan Stretched(Charge charge, DateTimeOffset now, TimeSpan shortest)
    {
        var tenth = (now - charge.SentAt) / 10;
        var slowest = shortest > Slowest ? shortest : Slowest;
        return tenth < shortest ? shortest : tenth > slowest ? slowest : tenth;
    }

    /// <summary>A job that turned up after it was taken for absent is followed to its verdict; it may have been found as late as a day after.</summary>
    private DateTimeOffset? StillWanted(Charge charge, DateTimeOffset now) =>
        now - charge.EndedAt < EvidenceFor ? now + Stretched(charge, now, FollowInterval) : null;

    private static DateTimeOffset? AfterTheEnd(Charge charge, DateTimeOffset now)
    {
        // The ledger's clock may be ahead of the machine's: then the end seems to lie before us.
        if (charge.EndedAt > now) return now + Slowest;
        foreach (var wait in LateEvidence)
            if (charge.EndedAt + wait > now) return charge.EndedAt + wait;
        return null;
    }
}
