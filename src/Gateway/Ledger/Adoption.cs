namespace Gateway.Ledger;

/// <summary>A job of the vendor's that no charge owns, and the team that an operator says it belongs to. The money is spent: no budget is asked.</summary>
internal sealed record Adoption
{
    public required ChargeId Charge { get; init; }
    public required PredictionId Prediction { get; init; }
    public required TeamId Team { get; init; }
    public string? CostCenter { get; init; }

    /// <summary>When the vendor took the job, by the ledger's clock, as near as that can be told; null where it cannot.</summary>
    public required (DateTimeOffset From, DateTimeOffset To)? TakenBetween { get; init; }

    /// <summary>What it will probably cost, held until there is a verdict.</summary>
    public required Quote Quote { get; init; }

    /// <summary>What the vendor says became of it; null while it runs: then it is followed as any other.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The operator named the price; used only where the vendor names none.</summary>
    public bool PricedByOperator { get; init; }
    public required OperatorNote Note { get; init; }
}

/// <param name="Charge">The prediction's owner, or the charge that waits for what may be this very job.</param>
/// <param name="IsNew">False when it was owned before, or may be: nothing changed.</param>
/// <param name="IsAwaited">An open charge without a prediction may get it yet, by a reply or from the vendor's history.</param>
internal sealed record AdoptOutcome(Charge Charge, bool IsNew, bool IsAwaited = false);
