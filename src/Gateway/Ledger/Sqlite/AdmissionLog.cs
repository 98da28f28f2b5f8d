using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>Why the holds of one batch were let in, per balance and limit, so that the books can be replayed in commit order.</summary>
internal sealed class AdmissionLog(SqliteStatements sql)
{
    private readonly Dictionary<(BalanceKey Key, Usd Limit), Admission> _admissions = [];

    /// <summary>
    /// A hold was let in under this limit. What the balance was before the batch's holds is its state less what they added; a later hold
    /// under the same limit widens the record, since holds only add.
    /// </summary>
    public void Admit(Budget budget, BalanceKey key, Balance balance, long through) => _admissions[(key, budget.Limit)] =
        new Admission(budget.Name, balance.Settled, balance.Held - balance.Added, balance.Added, through);

    public void Write(long batch, long asOf)
    {
        foreach (var ((key, limit), admission) in _admissions)
            sql["admission-insert"]
                .Set("$batch", batch).Set("$scope", key.Scope).Set("$period", Words<BudgetPeriod>.Of(key.Period)).Set("$start", key.Start)
                .Set("$limit", limit.Nanos).Set("$budget", admission.Budget)
                .Set("$settled", admission.Settled.Nanos).Set("$held", admission.Held.Nanos).Set("$added", admission.Added.Nanos)
                .Set("$as_of", asOf).Set("$through", admission.Through)
                .Run();
    }

    private sealed record Admission(string Budget, Usd Settled, Usd Held, Usd Added, long Through);
}
