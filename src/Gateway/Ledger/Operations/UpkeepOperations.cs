using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>Hands out charges to look at.</summary>
internal sealed class TakeDueOperation(int max) : LedgerOperation<IReadOnlyList<Charge>>
{
    public override void Declare(Needs needs) => needs.Due += max;

    protected override IReadOnlyList<Charge> DecideOn(LedgerBatch batch) => batch.TakeDue(max);
}

/// <summary>The vendor answered a look that had been handed out.</summary>
internal sealed class LookedOperation(ChargeId id) : LedgerOperation<bool>
{
    public override void Declare(Needs needs) => needs.Charges.Add(id);

    protected override bool DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { LookAt: not null, Charge.AwaitsLateEvidence: true } stored) return false;
        batch.CountLook(stored);
        return true;
    }
}

/// <summary>Finds out whether the ledger can be written to, by writing to it.</summary>
internal sealed class ProbeOperation : LedgerOperation<bool>
{
    public override void Declare(Needs needs)
    {
        // Only the writing tells.
    }

    protected override bool DecideOn(LedgerBatch batch)
    {
        batch.Probe();
        return true;
    }
}
