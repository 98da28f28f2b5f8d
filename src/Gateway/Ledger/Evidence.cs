namespace Gateway.Ledger;

/// <summary>What the vendor says became of a prediction.</summary>
/// <param name="Succeeded">False for every kind of failure.</param>
/// <param name="Word">The vendor's status: <c>completed</c>, <c>failed</c>, <c>timeout</c> …</param>
/// <param name="VendorUsd">The vendor's own charge, where it named one above zero. A failure that carries one is charged and flagged.</param>
/// <param name="Answer">The bytes that said so; kept up to <see cref="VendorBytes.MaxKept"/>.</param>
internal sealed record Verdict(bool Succeeded, string Word, Usd? VendorUsd, VendorBytes? Answer)
{
    /// <summary>Which prediction it is about: a charge that owns another one, or gave its claim back, is not touched. Null: whichever it owns.</summary>
    public PredictionId? Prediction { get; init; }

    /// <summary>The vendor's word for a job it gave up waiting for; it may still finish.</summary>
    public bool IsTimeout => !Succeeded && Word.Equals("timeout", StringComparison.OrdinalIgnoreCase);
}

/// <summary>Who decided by hand, and why.</summary>
internal sealed record OperatorNote(string Operator, string Reason);

/// <param name="Charge">As it stands now; null when there is no such charge.</param>
/// <param name="Moved">Whether this call changed any money.</param>
/// <param name="Move">What this call did to the charge; null when nothing.</param>
internal sealed record SettleOutcome(Charge? Charge, bool Moved, Move? Move = null);

/// <summary>How a direct reply met what the ledger knew.</summary>
/// <param name="TakenFrom">The charge that had claimed the prediction from history and gave it back.</param>
/// <param name="Conflict">Two direct replies named the same prediction: this charge is now in review.</param>
internal sealed record RememberOutcome(ChargeId? TakenFrom = null, bool Conflict = false);
