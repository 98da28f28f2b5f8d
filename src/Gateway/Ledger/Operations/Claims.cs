using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Operations;

/// <summary>Taking back a claim, or an adoption, that a direct reply proved wrong.</summary>
internal static class Claims
{
    /// <param name="note">For the team that had it: names no other charge.</param>
    public static StoredCharge Reverse(LedgerBatch batch, StoredCharge stored, string note)
    {
        // The verdict that was kept belongs to the other charge's prediction.
        batch.DropFinalAnswer(stored.Charge.Id);
        return batch.Apply(stored, stored.Charge.IsAdopted ? Move.Withdraw(stored.Charge, batch.Now, note) : Move.Reverse(stored.Charge, note));
    }
}
