using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>One small step of forgetting, among everything else that is committed.</summary>
internal sealed class ForgetOperation(ForgetCut cut) : LedgerOperation<ForgetStep>
{
    public override void Declare(Needs needs)
    {
        // What is forgotten is found where it lies, when the batch is written.
    }

    protected override ForgetStep DecideOn(LedgerBatch batch) => batch.Forget(cut);
}
