using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>
/// An operator books a job that no charge owns. It is no admission: the replay of law 1 sees it as money that moved before the holds of its batch, and
/// the next hold finds that much less room. It lands in the period of the adoption. Whoever may still be told that the job is theirs comes first.
/// </summary>
internal sealed class AdoptOperation(Adoption adoption) : LedgerOperation<AdoptOutcome>
{
    public override void Declare(Needs needs)
    {
        needs.Charges.Add(adoption.Charge);
        needs.Predictions.Add(adoption.Prediction);
        needs.WithoutPrediction.Add(adoption.Quote.Model);
    }

    protected override AdoptOutcome DecideOn(LedgerBatch batch)
    {
        if (batch.Owner(adoption.Prediction) is { } owner) return new AdoptOutcome(owner.Charge, IsNew: false);
        if (batch.Awaiting(adoption.Quote.Model, adoption.TakenBetween) is { } waiting) return new AdoptOutcome(waiting.Charge, IsNew: false, IsAwaited: true);
        var word = $"{adoption.Note.Operator}: {adoption.Note.Reason}";
        var stored = batch.Adopt(NewCharge(batch), adoption.Prediction, word);
        if (adoption.Verdict is not { } verdict) return new AdoptOutcome(stored.Charge, IsNew: true);
        if (verdict.Answer is { } answer) batch.KeepFinalAnswer(adoption.Charge, answer);
        return new AdoptOutcome(batch.Apply(stored, Ended(stored.Charge, verdict, batch.Now)).Charge, IsNew: true);
    }

    private Move Ended(Charge charge, Verdict verdict, DateTimeOffset now) => adoption.PricedByOperator && verdict is { Succeeded: true, VendorUsd: null }
        ? Move.Settle(charge, charge.QuotedUsd, PriceSource.Operator, EvidenceKind.Operator, now, null)
        : Settlement.Of(charge, verdict, now)!;

    private Charge NewCharge(LedgerBatch batch) => new()
    {
        Id = adoption.Charge,
        Team = adoption.Team,
        Caller = new CallerId($"adopted:{adoption.Team}"),
        CostCenter = adoption.CostCenter,
        Operation = Charge.Adopted,
        Model = adoption.Quote.Model,
        State = ChargeState.Held,
        QuotedUsd = adoption.Quote.Usd,
        HoldUsd = adoption.Quote.HoldUsd,
        Tokens = adoption.Quote.Tokens,
        PriceBookVersion = adoption.Quote.PriceBookVersion,
        Fingerprint = new Fingerprint(new Dictionary<string, string>(), $"adopted:{adoption.Prediction}"),
        HeldAt = batch.Now,
        SentAt = batch.MachineTime,
        SendingUntil = batch.MachineTime,
    };
}
