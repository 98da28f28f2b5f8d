using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>The vendor certainly did not take the job.</summary>
internal sealed class ReleaseOperation(ChargeId id, ReleaseReason reason, string why) : LedgerOperation<bool>
{
    public ChargeId Charge => id;

    public override void Declare(Needs needs) => needs.Move(id);

    protected override bool DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { Charge: { IsOpen: true, Prediction: null } charge } stored) return false;
        batch.Apply(stored, Move.Release(charge, reason, batch.Now, why));
        batch.FreeKey(id);
        return true;
    }
}
