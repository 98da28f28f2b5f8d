using Gateway.Atlas;

namespace Gateway.Predictions;

/// <summary>What is known of a prediction: whose it is, what the vendor last said, and when to ask again.</summary>
internal sealed record PredictionStatus
{
    public required PredictionId Prediction { get; init; }
    public required ChargeId Charge { get; init; }
    public required TeamId Team { get; init; }

    /// <summary>The vendor's bytes; rewriting happens for each request.</summary>
    public required PredictionBody Body { get; init; }

    /// <summary>The first verdict: it never changes for callers.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Found in the vendor's history and not told by a reply: the owner may still turn out to be another charge.</summary>
    public bool IsClaimed { get; init; }

    /// <summary>Just told by another replica; what memory keeps of it does not say so.</summary>
    public bool IsTold { get; init; }

    /// <summary>When the vendor was last asked; a timestamp of the clock that never jumps, null before the first time.</summary>
    public long? LookedAt { get; init; }

    /// <summary>When the vendor last said anything about it, be it that it does not know it; a timestamp.</summary>
    public long? AnsweredAt { get; init; }

    /// <summary>Looks in a row that brought no status, for backing off.</summary>
    public int Failures { get; init; }

    /// <summary>When the ledger last said that it has no verdict, while the vendor was not asked; a timestamp.</summary>
    public long? ConfirmedAt { get; init; }

    /// <summary>Since when the vendor says it does not know the prediction; a timestamp.</summary>
    public long? AbsentSince { get; init; }
}
