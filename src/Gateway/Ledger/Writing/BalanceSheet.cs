namespace Gateway.Ledger.Writing;

/// <summary>The balances that one batch touches: each read once, changed in memory, written once before the commit.</summary>
internal sealed class BalanceSheet(ILedgerStore store)
{
    private readonly Dictionary<BalanceKey, Balance> _balances = [];

    public Balance this[BalanceKey key]
    {
        get
        {
            if (!_balances.TryGetValue(key, out var balance))
            {
                Load([key]);
                balance = _balances[key];
            }

            return balance;
        }
    }

    public IReadOnlyCollection<(BalanceKey Key, Balance Balance)> Changed =>
        [.. _balances.Where(pair => pair.Value.Changed).Select(pair => (pair.Key, pair.Value))];

    /// <summary>Those that are not here yet, in one reading. Where nothing was ever held there is no row, and the balance is zero.</summary>
    public void Load(IEnumerable<BalanceKey> keys)
    {
        HashSet<BalanceKey> missing = [.. keys.Where(key => !_balances.ContainsKey(key))];
        if (missing.Count == 0) return;
        foreach (var key in missing) _balances[key] = new Balance();
        store.ReadBalances(missing, (key, held, settled) => (_balances[key].Held, _balances[key].Settled) = (held, settled));
    }

    /// <param name="admitted">The difference is a hold that was just let in.</param>
    public void Add(Charge charge, Usd held, Usd settled, bool admitted)
    {
        if (held == Usd.Zero && settled == Usd.Zero) return;
        var keys = BalanceKey.Of(charge.Team, charge.Caller, charge.HeldAt);
        Load(keys);
        foreach (var key in keys)
        {
            var balance = _balances[key];
            (balance.Held, balance.Settled) = (balance.Held + held, balance.Settled + settled);
            if (admitted) balance.Added += held;
            balance.Changed = true;
        }
    }
}

/// <summary>What a scope holds and has settled in one period.</summary>
internal sealed class Balance
{
    public Usd Held { get; set; }
    public Usd Settled { get; set; }

    /// <summary>The part of <see cref="Held"/> that holds of this batch added.</summary>
    public Usd Added { get; set; }
    public bool Changed { get; set; }

    /// <summary>Wider than money itself, so that nothing wraps round.</summary>
    public bool HasRoomFor(Usd hold, Usd limit) => (Int128)Settled.Nanos + Held.Nanos + hold.Nanos <= limit.Nanos;
}
