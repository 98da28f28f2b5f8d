using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Books;

/// <summary>The balances as the journal alone says they are, up to some entry.</summary>
internal sealed class RecomputedBalances
{
    private readonly Dictionary<BalanceKey, (Usd Held, Usd Settled)> _balances = [];

    public IEnumerable<BalanceKey> Keys => _balances.Keys;

    public bool TryGet(BalanceKey key, out (Usd Held, Usd Settled) balance) => _balances.TryGetValue(key, out balance);

    public void Add(TeamId team, CallerId caller, DateTimeOffset heldAt, Usd held, Usd settled)
    {
        if (held != Usd.Zero || settled != Usd.Zero) Carry(team, caller, heldAt, held, settled);
    }

    /// <summary>What forgotten entries add up to; where that is nothing, there is a balance of nothing all the same.</summary>
    public void Carry(TeamId team, CallerId caller, DateTimeOffset heldAt, Usd held, Usd settled)
    {
        foreach (var key in BalanceKey.Of(team, caller, heldAt))
        {
            var before = _balances.GetValueOrDefault(key);
            _balances[key] = (before.Held + held, before.Settled + settled);
        }
    }
}

/// <summary>What is wrong with the books, in sentences, up to a number that a person reads.</summary>
internal sealed class Differences
{
    private const int MaxKept = 100;
    private readonly List<string> _kept = [];
    private long _count;

    public void Add(string sentence)
    {
        if (_count++ < MaxKept) _kept.Add(sentence);
    }

    public IReadOnlyList<string> ToList() => _count > MaxKept ? [.. _kept, $"… and {_count - MaxKept} more."] : _kept;
}
