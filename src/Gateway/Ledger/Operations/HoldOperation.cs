using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>May they? Every budget, the cap and the key are asked, and the money is set aside, in one step.</summary>
internal sealed class HoldOperation(HoldRequest request) : LedgerOperation<HoldOutcome>
{
    public override bool IsHold => true;

    public override ChargeId? HeldCharge => Outcome is HoldOutcome.Held ? request.Charge : null;

    public override void Declare(Needs needs) => Declare(needs, request);

    public static void Declare(Needs needs, HoldRequest request)
    {
        needs.Charges.Add(request.Charge);
        needs.Holding.Add((request.Team, request.Caller));
        if (request.MaxInFlight is not null) needs.InFlight.Add(request.Team);
        if (request.IdempotencyKey is { } key) needs.Keys.Add((key.Scope, key.Key));
    }

    protected override HoldOutcome DecideOn(LedgerBatch batch)
    {
        // A hold that is asked for twice must not be answered yes twice: the request would be sent twice.
        if (batch.Find(request.Charge) is not null)
            throw new InvalidOperationException($"Charge {request.Charge} is held already; each hold needs an id of its own.");
        if (Refusal(batch, request) is { } refusal) return refusal;
        batch.Admit(NewCharge(batch.Now, batch.MachineTime), request.Budgets, request.IdempotencyKey);
        return new HoldOutcome.Held(batch.Now);
    }

    /// <summary>Why it is not let in; null where it may be.</summary>
    public static HoldOutcome? Refusal(LedgerBatch batch, HoldRequest request)
    {
        if (request.IdempotencyKey is { } key && AnsweredBefore(batch, key) is { } before) return before;
        if (WithoutRoom(batch, request) is { } overBudget) return overBudget;
        return request.MaxInFlight is { } cap && batch.InFlight(request.Team) is var inFlight && inFlight + 1 > cap ? new HoldOutcome.TooManyInFlight(inFlight, cap) : null;
    }

    private static HoldOutcome? AnsweredBefore(LedgerBatch batch, IdempotencyKey key)
    {
        if (batch.Find(key) is not var (id, bodyHash)) return null;
        var charge = batch.Find(id)!.Charge;
        // By the clock that is behind: one that was ahead for a moment must not let the same request buy twice.
        if (charge.EndedAt + IdempotencyKey.KeptFor <= (batch.MachineTime < batch.Now ? batch.MachineTime : batch.Now))
        {
            batch.FreeKey(id);
            return null;
        }

        if (!bodyHash.Equals(key.BodyHash, StringComparison.OrdinalIgnoreCase)) return new HoldOutcome.KeyReused(id);
        if (batch.SubmitAnswer(id) is { } answer) return new HoldOutcome.Replay(id, answer);
        if (charge.Prediction is { } prediction) return new HoldOutcome.ReplayFound(id, prediction);
        return charge.IsOpen ? new HoldOutcome.KeyInFlight(id, charge.State) : new HoldOutcome.KeyEnded(id, charge.State);
    }

    private static HoldOutcome.OverBudget? WithoutRoom(LedgerBatch batch, HoldRequest request)
    {
        foreach (var budget in request.Budgets)
        {
            var balance = batch.BalanceOf(budget);
            if (balance.HasRoomFor(request.Quote.HoldUsd, budget.Limit)) continue;
            var resetsAt = PeriodWindow.Containing(budget.Period, batch.Now).End;
            return new HoldOutcome.OverBudget(budget, balance.Settled, balance.Held, request.Quote.HoldUsd, resetsAt) { Now = batch.Now };
        }

        return null;
    }

    private Charge NewCharge(DateTimeOffset now, DateTimeOffset sent) => new()
    {
        Id = request.Charge,
        Team = request.Team,
        Caller = request.Caller,
        CostCenter = request.CostCenter,
        Operation = request.Operation,
        Model = request.Quote.Model,
        State = ChargeState.Held,
        QuotedUsd = request.Quote.Usd,
        HoldUsd = request.Quote.HoldUsd,
        Tokens = request.Quote.Tokens,
        PriceBookVersion = request.Quote.PriceBookVersion,
        Fingerprint = request.Fingerprint,
        HeldAt = now,
        SentAt = sent,
        SendingUntil = sent + request.SendTimeout,
        Tags = request.Tags,
        PricedFields = request.PricedFields,
        TraceParent = request.TraceParent,
    };
}
