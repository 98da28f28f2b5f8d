namespace Gateway.Ledger;

/// <summary>
/// The one durable truth about money: every method is one durable step, committed when its task completes.
/// The same evidence twice changes nothing. A method that throws <see cref="LedgerUnavailableException"/> changed nothing
/// that the caller may rely on. Steps that wait at the same time are committed together.
/// </summary>
internal interface ILedger
{
    /// <summary>Sets money aside in every budget of the request, or refuses it whole.</summary>
    Task<HoldOutcome> HoldAsync(HoldRequest request, CancellationToken cancellationToken);

    /// <summary>What <see cref="HoldAsync"/> would answer now, where it would refuse; null where it would set the money aside. Nothing is set aside: only the hold decides.</summary>
    Task<HoldOutcome?> ForeseeAsync(HoldRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// The vendor's own reply named the prediction: held or unknown becomes submitted. A direct reply beats an inference: a charge
    /// that had claimed the prediction, or an operator's adoption of it, gives it back by reversing entries. Money moved already: not cancellable.
    /// </summary>
    Task<RememberOutcome> RememberAsync(ChargeId charge, PredictionId prediction, VendorBytes answer);

    /// <summary>
    /// The vendor's history suggests the prediction belongs to this charge. Refused when another charge owns it, when a charge of the same
    /// fingerprint is still being sent, or when the charge has an id already.
    /// </summary>
    Task<bool> ClaimAsync(ChargeId charge, PredictionId prediction);

    /// <summary>The reply was lost: the hold stays until evidence arrives. Only a held charge changes.</summary>
    Task MarkUnknownAsync(ChargeId charge, string why);

    /// <summary>A verdict: settles, releases, or (after the end) posts one adjustment for this kind of evidence. The first answer is kept.</summary>
    Task<SettleOutcome> SettleAsync(ChargeId charge, Verdict verdict);

    /// <summary>The vendor certainly did not take the job. Frees the Idempotency-Key. Only a charge without a prediction changes.</summary>
    Task<bool> ReleaseAsync(ChargeId charge, ReleaseReason reason, string why);

    /// <summary>No evidence will come by itself: still held, until someone decides or a verdict appears. Only submitted and unknown charges change.</summary>
    Task<bool> ReviewAsync(ChargeId charge, string why);

    /// <summary>An operator's decision on an open charge: settled for the amount, or released when null. False when it had ended, or is still being sent.</summary>
    Task<bool> ResolveAsync(ChargeId charge, Usd? settle, OperatorNote note);

    /// <summary>An operator's correction of an ended charge, positive or negative; the charge's total never falls below zero. False when it is open.</summary>
    Task<bool> AdjustAsync(ChargeId charge, Usd difference, OperatorNote note);

    /// <summary>
    /// An operator books a job of the vendor's that no charge owns, in the periods of now; no budget refuses it. The same job again changes nothing,
    /// and neither does one that an open charge without a prediction may be waiting for.
    /// </summary>
    Task<AdoptOutcome> AdoptAsync(Adoption adoption);

    /// <summary>
    /// One small step of forgetting: keys that expired, then the oldest part of the journal and the charges of which nothing is left in it.
    /// What the journal added up to stays, so that every balance of every period can still be recomputed.
    /// </summary>
    Task<Forgotten> ForgetAsync(ForgetCut cut);

    /// <summary>
    /// Hands out charges whose look is due, each to one asker, and schedules the look that comes if nothing is heard of this one
    /// (<see cref="LookSchedule.Lease"/>) in the same step.
    /// </summary>
    Task<IReadOnlyList<Charge>> TakeDueAsync(int max);

    /// <summary>
    /// The vendor answered the look at a charge that <see cref="Charge.AwaitsLateEvidence"/>: only now it counts. A running prediction
    /// needs no such word. False when there was no look to count.
    /// </summary>
    Task<bool> LookedAsync(ChargeId charge);

    /// <summary>
    /// At the start: sends nobody waits for any more become unknown. For the only process these are all that are held; where other processes
    /// may be sending, those whose <see cref="Charge.SendingUntil"/> has passed. Returns how many.
    /// </summary>
    Task<int> AbandonSendsAsync();
}

/// <summary>The ledger could not say yes: disk full, file read-only, database away. Callers see 503.</summary>
internal sealed class LedgerUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
