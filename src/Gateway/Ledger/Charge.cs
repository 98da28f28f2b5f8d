namespace Gateway.Ledger;

/// <summary>
/// held → submitted → settled | released; held → unknown → submitted | released | review; submitted → review.
/// </summary>
internal enum ChargeState { Held, Submitted, Unknown, Review, Settled, Released }

/// <summary>Where the settled amount came from.</summary>
internal enum PriceSource { None, Vendor, Formula, Operator }

/// <summary>Why a hold was let go. After <see cref="Timeout"/> and <see cref="Absent"/> the job may still turn up.</summary>
internal enum ReleaseReason { None, Refused, NotSent, Failed, Timeout, Absent, Operator }

/// <summary>One paid request, as the ledger knows it.</summary>
internal sealed record Charge
{
    /// <summary>The operation of a job that an operator booked.</summary>
    public const string Adopted = "adopted";

    public required ChargeId Id { get; init; }
    public required TeamId Team { get; init; }
    public required CallerId Caller { get; init; }
    public string? CostCenter { get; init; }

    /// <summary>The route's last segment: <c>generateVideo</c>.</summary>
    public required string Operation { get; init; }
    public required string Model { get; init; }
    public required ChargeState State { get; init; }
    public required Usd QuotedUsd { get; init; }
    public required Usd HoldUsd { get; init; }
    public decimal? Tokens { get; init; }
    public required string PriceBookVersion { get; init; }
    public required Fingerprint Fingerprint { get; init; }

    /// <summary>By the ledger's clock, which never goes back: decides the budget periods.</summary>
    public required DateTimeOffset HeldAt { get; init; }

    /// <summary>The same moment by the clock of <see cref="ILedgerViews.ClockAsync"/>: what the vendor's times are compared with.</summary>
    public required DateTimeOffset SentAt { get; init; }

    /// <summary>Until then, by the same clock, the process that sent it may still get a reply.</summary>
    public required DateTimeOffset SendingUntil { get; init; }
    public PredictionId? Prediction { get; init; }

    /// <summary>The prediction was found in the vendor's history, not told by a reply.</summary>
    public bool Claimed { get; init; }

    /// <summary>Settled amount and adjustments together.</summary>
    public Usd SettledUsd { get; init; }
    public PriceSource PriceSource { get; init; }
    public ReleaseReason ReleaseReason { get; init; }

    /// <summary>When it was settled or released.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>The last reason somebody gave for where the charge stands.</summary>
    public string? Note { get; init; }
    public string? Tags { get; init; }

    /// <summary>The fields that priced it, as JSON; no prompt.</summary>
    public string? PricedFields { get; init; }
    public string? TraceParent { get; init; }

    /// <summary>An operator said whose it is: an inference, like a claim.</summary>
    public bool IsAdopted => Operation == Adopted;

    public bool IsOpen => State is not (ChargeState.Settled or ChargeState.Released);

    /// <summary>Counts against a team's cap of charges in flight.</summary>
    public bool IsInFlight => State is ChargeState.Held or ChargeState.Submitted;

    /// <summary>It was let go as never taken, and the vendor has the job all the same.</summary>
    public bool TurnedUp =>
        Prediction is not null && ReleaseReason is (ReleaseReason.Absent or ReleaseReason.NotSent or ReleaseReason.Refused);

    /// <summary>It has ended, and the vendor may still name a price or finish the job.</summary>
    public bool AwaitsLateEvidence =>
        this is { State: ChargeState.Settled, PriceSource: PriceSource.Formula }
            or { State: ChargeState.Released, ReleaseReason: ReleaseReason.Timeout, PriceSource: PriceSource.None or PriceSource.Formula };

    /// <summary>An operator's word about the money stands: no evidence changes it any more.</summary>
    public bool DecidedByOperator => PriceSource == PriceSource.Operator || ReleaseReason == ReleaseReason.Operator;
}

/// <summary>
/// A request body without its content: for each top-level field as sent, a hash of its JSON value. Two values that are equal as JSON
/// have one hash, however they were written.
/// </summary>
internal sealed record Fingerprint(IReadOnlyDictionary<string, string> FieldHashes, string Whole);
