namespace Gateway.Ledger;

/// <summary>Everything the ledger must know before the vendor is called.</summary>
internal sealed record HoldRequest
{
    public required ChargeId Charge { get; init; }
    public required TeamId Team { get; init; }
    public required CallerId Caller { get; init; }
    public string? CostCenter { get; init; }
    public required string Operation { get; init; }
    public required Quote Quote { get; init; }

    /// <summary>Every budget that applies: the team's, the key's, the company's.</summary>
    public required IReadOnlyList<Budget> Budgets { get; init; }

    /// <summary>Most open charges of the team (held and submitted), this one included; null for no cap.</summary>
    public int? MaxInFlight { get; init; }
    public required Fingerprint Fingerprint { get; init; }

    /// <summary>How long the sender waits for the vendor's reply.</summary>
    public required TimeSpan SendTimeout { get; init; }
    public IdempotencyKey? IdempotencyKey { get; init; }
    public string? Tags { get; init; }
    public string? PricedFields { get; init; }
    public string? TraceParent { get; init; }
}

/// <summary>A caller's promise that two requests with this key are one.</summary>
/// <param name="Scope">Team and route: the same word in another scope is another key.</param>
/// <param name="BodyHash">SHA-256 of the body as received, in hexadecimal.</param>
internal sealed record IdempotencyKey(string Scope, string Key, string BodyHash)
{
    /// <summary>A key is free again this long after its charge ended.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromHours(24);
}

/// <summary>What became of a request for a hold.</summary>
internal abstract record HoldOutcome
{
    private HoldOutcome() { }

    /// <summary>The money is set aside, durably.</summary>
    internal sealed record Held(DateTimeOffset At) : HoldOutcome;

    /// <summary>A budget has no room. Nothing was held in any.</summary>
    /// <param name="ResetsAt">Null when the period never ends.</param>
    internal sealed record OverBudget(Budget Budget, Usd SettledUsd, Usd HeldUsd, Usd RequestedUsd, DateTimeOffset? ResetsAt) : HoldOutcome
    {
        /// <summary>By the ledger's clock.</summary>
        public required DateTimeOffset Now { get; init; }
    }

    internal sealed record TooManyInFlight(int InFlight, int Cap) : HoldOutcome;

    /// <summary>The key was used and answered: the first answer again.</summary>
    internal sealed record Replay(ChargeId Charge, VendorBytes Answer) : HoldOutcome;

    /// <summary>The key was used and the charge was found later, without the vendor's own answer: it is rebuilt from the prediction.</summary>
    internal sealed record ReplayFound(ChargeId Charge, PredictionId Prediction) : HoldOutcome;

    /// <summary>The key belongs to another body.</summary>
    internal sealed record KeyReused(ChargeId Charge) : HoldOutcome;

    /// <summary>The first request with this key was ended by an operator, without an answer that could come again.</summary>
    internal sealed record KeyEnded(ChargeId Charge, ChargeState State) : HoldOutcome;

    /// <summary>The first request with this key has no outcome yet.</summary>
    internal sealed record KeyInFlight(ChargeId Charge, ChargeState State) : HoldOutcome;
}
