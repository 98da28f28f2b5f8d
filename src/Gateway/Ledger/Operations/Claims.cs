using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>Taking back a claim that a direct reply proved wrong.</summary>
internal static class Claims
{
    public static StoredCharge Reverse(LedgerBatch batch, StoredCharge stored, string note)
    {
        // The verdict that was kept belongs to the other charge's prediction.
        batch.DropFinalAnswer(stored.Charge.Id);
        return batch.Apply(stored, Move.Reverse(stored.Charge, note));
    }
}
