using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>Would they be let in? Judged as a hold is, and nothing is set aside: for whoever would otherwise wait to hear no.</summary>
internal sealed class ForeseeOperation(HoldRequest request) : LedgerOperation<HoldOutcome?>
{
    public override bool IsHold => true;

    public override void Declare(Needs needs) => HoldOperation.Declare(needs, request);

    protected override HoldOutcome? DecideOn(LedgerBatch batch) => HoldOperation.Refusal(batch, request);
}
