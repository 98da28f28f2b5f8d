using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>The one way a verdict reaches the books, however often and by whomever it is brought.</summary>
internal sealed class SettleOperation(ChargeId id, Verdict verdict) : LedgerOperation<SettleOutcome>
{
    public override void Declare(Needs needs)
    {
        needs.Move(id);
        if (verdict.Answer is not null) needs.FinalAnswers.Add(id);
    }

    protected override SettleOutcome DecideOn(LedgerBatch batch)
    {
        if (batch.Find(id) is not { } stored) return new SettleOutcome(null, false);
        if (verdict.Prediction is { } about && stored.Charge.Prediction != about) return new SettleOutcome(stored.Charge, false);
        if (verdict.Answer is { } answer) batch.KeepFinalAnswer(id, answer);
        if (Settlement.Of(stored.Charge, verdict, batch.Now) is { } move)
            return new SettleOutcome(batch.Apply(stored, move).Charge, move.Held != Usd.Zero || move.Settled != Usd.Zero, move);
        // A job that turned up after all and failed: nothing more will come of it.
        if (stored.Charge.TurnedUp && !verdict.Succeeded && !verdict.IsTimeout) batch.StopLooking(stored);
        return new SettleOutcome(stored.Charge, false);
    }
}
