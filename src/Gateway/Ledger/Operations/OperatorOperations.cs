using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>An operator ends a charge.</summary>
internal sealed class ResolveOperation(ChargeId id, Usd? settle, OperatorNote note) : LedgerOperation<bool>
{
    public override void Declare(Needs needs) => needs.Move(id);

    protected override bool DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { Charge: { IsOpen: true } charge } stored) return false;

        // The reply is still awaited: whatever were decided now, it would say something else.
        if (charge.State == ChargeState.Held && charge.SendingUntil > batch.MachineTime) return false;
        var word = $"{note.Operator}: {note.Reason}";
        batch.Apply(stored, settle is { } usd
            ? Move.Settle(charge, usd, PriceSource.Operator, EvidenceKind.Operator, batch.Now, word)
            : Move.Release(charge, ReleaseReason.Operator, batch.Now, word));
        if (settle is null && charge.Prediction is null) batch.FreeKey(id);
        return true;
    }
}

/// <summary>An operator corrects a charge that has ended.</summary>
internal sealed class AdjustOperation(ChargeId id, Usd difference, OperatorNote note) : LedgerOperation<bool>
{
    public override void Declare(Needs needs) => needs.Move(id);

    protected override bool DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { Charge: { IsOpen: false } charge } stored) return false;
        var asked = charge.SettledUsd + difference;
        var cut = asked < Usd.Zero ? $" (asked for {difference}; cut at zero)" : "";
        batch.Apply(stored, Move.Adjust(
            charge, Usd.Max(Usd.Zero, asked), PriceSource.Operator, EvidenceKind.Operator, $"{note.Operator}: {note.Reason}{cut}"));
        return true;
    }
}
