using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>The vendor certainly did not take the job. Where its own reply says so, a prediction that was claimed meanwhile is another's.</summary>
internal sealed class ReleaseOperation(ChargeId id, ReleaseReason reason, string why) : LedgerOperation<bool>
{
    public ChargeId Charge => id;

    public override void Declare(Needs needs) => needs.Move(id);

    protected override bool DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { } stored) return false;
        if (stored.Charge.Claimed && IsToldByReply) return Disprove(batch, Claims.Reverse(batch, stored, why));
        if (stored.Charge is not { IsOpen: true, Prediction: null }) return false;
        Release(batch, stored);
        return true;
    }

    private bool IsToldByReply => reason is ReleaseReason.Refused or ReleaseReason.NotSent;

    /// <summary>What ended before the claim stays ended, and is searched for no more.</summary>
    private bool Disprove(LedgerBatch batch, StoredCharge bare)
    {
        if (bare.Charge.IsOpen) Release(batch, bare);
        else if (!bare.Charge.DecidedByOperator) batch.Save(bare with { Charge = bare.Charge with { ReleaseReason = reason } });
        return true;
    }

    private void Release(LedgerBatch batch, StoredCharge stored)
    {
        batch.Apply(stored, Move.Release(stored.Charge, reason, batch.Now, why));
        batch.FreeKey(id);
    }
}
