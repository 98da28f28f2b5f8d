using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>The vendor's own reply named the prediction: a fact, before which every inference gives way.</summary>
internal sealed class RememberOperation(ChargeId id, PredictionId prediction, VendorBytes answer) : LedgerOperation<RememberOutcome>
{
    public override void Declare(Needs needs)
    {
        needs.Charges.Add(id);
        needs.Predictions.Add(prediction);
    }

    protected override RememberOutcome DecideOn(LedgerBatch batch)
    {
        var stored = batch.Find(id) ?? throw new InvalidOperationException($"There is no charge {id}.");
        if (stored.Charge.Prediction == prediction) return Confirm(batch, stored);
        if (stored.Charge.Claimed) stored = Claims.Reverse(batch, stored, $"The vendor's reply named {prediction}.");
        if (stored.Charge.Prediction is { } other) return Conflict(batch, stored, $"The vendor's replies named {other} and {prediction}.");
        var owner = batch.Owner(prediction);
        if (owner is { Charge: { Claimed: false, IsAdopted: false } })
            return Conflict(batch, stored, $"The vendor's replies named {prediction} for this charge and for another.");
        // Another team may read it, and learns nothing of whose it is.
        if (owner is not null) Claims.Reverse(batch, owner, $"The vendor's reply gave {prediction} to another charge.");
        Know(batch, stored);
        return new RememberOutcome(owner?.Charge.Id);
    }

    /// <summary>The same reply again, or the reply to what had been claimed rightly.</summary>
    private RememberOutcome Confirm(LedgerBatch batch, StoredCharge stored)
    {
        if (stored.Charge.Claimed) Know(batch, stored);
        return new RememberOutcome();
    }

    private void Know(LedgerBatch batch, StoredCharge stored)
    {
        var charge = stored.Charge with { Prediction = prediction, Claimed = false };
        // What has ended stays ended; a verdict may still adjust it.
        batch.Save(stored with { Charge = charge.IsOpen ? charge with { State = ChargeState.Submitted, Note = null } : charge });
        batch.KeepSubmitAnswer(id, answer);
    }

    private static RememberOutcome Conflict(LedgerBatch batch, StoredCharge stored, string note)
    {
        if (stored.Charge.IsOpen && stored.Charge.State != ChargeState.Review)
            batch.Apply(stored, Move.Stand(stored.Charge with { State = ChargeState.Review, Note = note }, EntryKind.Review, note));
        return new RememberOutcome(Conflict: true);
    }
}
