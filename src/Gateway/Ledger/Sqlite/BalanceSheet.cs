using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>The balances that one batch touches: each read once, changed in memory, written once before the commit.</summary>
internal sealed class BalanceSheet(SqliteStatements sql)
{
    private readonly Dictionary<BalanceKey, Balance> _balances = [];
    private readonly Stack<(Balance Balance, Balance Was)> _undo = new();

    public Balance this[BalanceKey key]
    {
        get
        {
            if (!_balances.TryGetValue(key, out var balance)) _balances[key] = balance = Read(key);
            return balance;
        }
    }

    /// <param name="admitted">The difference is a hold that was just let in.</param>
    public void Add(Charge charge, Usd held, Usd settled, bool admitted)
    {
        if (held == Usd.Zero && settled == Usd.Zero) return;
        foreach (var key in BalanceKey.Of(charge.Team, charge.Caller, charge.HeldAt))
        {
            var balance = this[key];
            _undo.Push((balance, balance.Copy()));
            (balance.Held, balance.Settled) = (balance.Held + held, balance.Settled + settled);
            if (admitted) balance.Added += held;
            balance.Changed = true;
        }
    }

    /// <summary>From here on, <see cref="Undo"/> takes everything back.</summary>
    public void Mark() => _undo.Clear();

    public void Undo()
    {
        while (_undo.TryPop(out var change)) change.Balance.Become(change.Was);
    }

    public void Write()
    {
        foreach (var (key, balance) in _balances)
            if (balance.Changed)
                Named("balance-write", key).Set("$held", balance.Held.Nanos).Set("$settled", balance.Settled.Nanos).Run();
    }

    private Balance Read(BalanceKey key)
    {
        using var row = Named("balance-read", key).Read();
        return row.Read() ? new Balance { Held = new Usd(row.GetInt64(0)), Settled = new Usd(row.GetInt64(1)) } : new Balance();
    }

    private SqliteStatement Named(string file, BalanceKey key) =>
        sql[file].Set("$scope", key.Scope).Set("$period", Words<BudgetPeriod>.Of(key.Period)).Set("$start", key.Start);
}

/// <summary>What a scope holds and has settled in one period.</summary>
internal sealed class Balance
{
    public Usd Held { get; set; }
    public Usd Settled { get; set; }

    /// <summary>The part of <see cref="Held"/> that holds of this batch added.</summary>
    public Usd Added { get; set; }
    public bool Changed { get; set; }

    public Balance Copy() => (Balance)MemberwiseClone();

    public void Become(Balance other) => (Held, Settled, Added, Changed) = (other.Held, other.Settled, other.Added, other.Changed);

    /// <summary>Wider than money itself, so that nothing wraps round.</summary>
    public bool HasRoomFor(Usd hold, Usd limit) => (Int128)Settled.Nanos + Held.Nanos + hold.Nanos <= limit.Nanos;
}
