using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>The vendor's history suggests whose job it is: an inference, made only where no reply can still contradict it.</summary>
internal sealed class ClaimOperation(ChargeId id, PredictionId prediction) : LedgerOperation<bool>
{
    public override void Declare(Needs needs)
    {
        needs.Charges.Add(id);
        needs.Claiming.Add(id);
        needs.Predictions.Add(prediction);
    }

    protected override bool DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { Charge: { Prediction: null } charge } stored) return false;
        if (!charge.IsOpen && charge.ReleaseReason != ReleaseReason.Absent) return false;
        if (batch.Owner(prediction) is not null || batch.StillSending(charge.Fingerprint)) return false;
        var note = $"{prediction} was found in the vendor's history.";
        var claimed = charge with { Prediction = prediction, Claimed = true, Note = note };
        if (charge.IsOpen) claimed = claimed with { State = ChargeState.Submitted };
        batch.Apply(stored, Move.Stand(claimed, EntryKind.Claim, note));
        return true;
    }
}
