using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>The reply was lost.</summary>
internal sealed class MarkUnknownOperation(ChargeId id, string why) : LedgerOperation<bool>
{
    public override void Declare(Needs needs) => needs.Charges.Add(id);

    protected override bool DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { Charge: { State: ChargeState.Held } charge } stored) return false;
        Lose(batch, stored, charge, why);
        return true;
    }

    public static void Lose(LedgerBatch batch, StoredCharge stored, Charge charge, string why) =>
        batch.Apply(stored, Move.Stand(charge with { State = ChargeState.Unknown, Note = why }, EntryKind.Unknown, why));
}

/// <summary>Nothing more is expected to happen by itself.</summary>
internal sealed class ReviewOperation(ChargeId id, string why) : LedgerOperation<bool>
{
    public override void Declare(Needs needs) => needs.Charges.Add(id);

    protected override bool DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { Charge: { State: ChargeState.Submitted or ChargeState.Unknown } charge } stored) return false;
        batch.Apply(stored, Move.Stand(charge with { State = ChargeState.Review, Note = why }, EntryKind.Review, why));
        return true;
    }
}

/// <summary>Whoever sent these waits no more.</summary>
/// <param name="othersSend">Other processes may be sending: only what is overdue is given up.</param>
internal sealed class AbandonSendsOperation(bool othersSend) : LedgerOperation<int>
{
    public override void Declare(Needs needs) => needs.Held = true;

    protected override int DecideOn(LedgerBatch batch)
    {
        var held = batch.HeldCharges().Where(stored => !othersSend || stored.Charge.SendingUntil <= batch.MachineTime).ToList();
        foreach (var stored in held)
            MarkUnknownOperation.Lose(batch, stored, stored.Charge, "The gateway stopped before the vendor's reply came.");
        return held.Count;
    }
}
