namespace Gateway.Ledger.Writing;

/// <summary>Why the holds of one batch were let in, per balance and limit, so that the books can be replayed in commit order.</summary>
internal sealed class AdmissionLog
{
    private readonly Dictionary<(BalanceKey Key, Usd Limit), Admission> _admissions = [];

    public IReadOnlyCollection<Admission> Admissions => _admissions.Values;

    /// <summary>
    /// A hold was let in under this limit. What the balance was before the batch's holds is its state less what they added; a later hold
    /// under the same limit widens the record, since holds only add.
    /// </summary>
    public void Admit(Budget budget, BalanceKey key, Balance balance, long asOf, long through) => _admissions[(key, budget.Limit)] =
        new Admission(asOf, through, key, budget.Name, budget.Limit, balance.Settled, balance.Held - balance.Added, balance.Added);
}

/// <summary>The balance after entry <paramref name="AsOf"/>, and what the holds up to entry <paramref name="Through"/> added.</summary>
internal sealed record Admission(long AsOf, long Through, BalanceKey Key, string Budget, Usd Limit, Usd Settled, Usd Held, Usd Added);
