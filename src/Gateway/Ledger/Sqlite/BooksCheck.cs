using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>Proves that the books balance, from the journal alone: one pass over it, in one consistent reading.</summary>
internal sealed class BooksCheck(SqliteStatements sql)
{
    private readonly Differences _differences = new();
    private readonly RecomputedBalances _balances = new();
    private readonly Dictionary<string, ChargeSum> _charges = [];
    private long _entries;
    private Usd _held, _settled;

    public BooksReport Run(CancellationToken cancellationToken)
    {
        using var replay = new AdmissionReplay(sql, _balances, _differences);
        ReadJournal(replay, cancellationToken);
        replay.Finish();
        var charges = CheckCharges();
        CheckBalances();
        Each("books-shared-predictions", row => _differences.Add($"Prediction {row.GetString(0)} belongs to {row.GetInt64(1)} charges."));
        Each("books-clock", row => _differences.Add($"Batch {row.GetInt64(0)} is earlier than the one before it."));
        return new BooksReport(charges, _entries, replay.Count, _settled, _held, _differences.ToList());
    }

    private void ReadJournal(AdmissionReplay replay, CancellationToken cancellationToken) => Each("books-entries", row =>
    {
        cancellationToken.ThrowIfCancellationRequested();
        _entries++;
        var (entry, id) = (row.GetInt64(0), row.GetString(1));
        var (held, settled) = (new Usd(row.GetInt64(4)), new Usd(row.GetInt64(5)));
        replay.Before(entry);
        if (row.IsDBNull(6)) _differences.Add($"Entry {entry} belongs to charge {id}, which does not exist.");
        else _balances.Add(new TeamId(row.GetString(6)), new CallerId(row.GetString(7)), UnixTime.Read(row.GetInt64(8)), held, settled);
        replay.After(entry);
        (_held, _settled) = (_held + held, _settled + settled);
        if (!_charges.TryGetValue(id, out var sum)) _charges[id] = sum = new ChargeSum();
        if (sum.Add(row.GetInt32(2), Words<EntryKind>.Read(row.GetString(3)), held, settled) is { } fault)
            _differences.Add($"Charge {id}: {fault} (entry {entry}).");
    });

    private long CheckCharges()
    {
        var count = 0L;
        Each("books-charges", row =>
        {
            count++;
            var (id, state) = (row.GetString(0), Words<ChargeState>.Read(row.GetString(1)));
            var (hold, settled) = (new Usd(row.GetInt64(2)), new Usd(row.GetInt64(3)));
            var ended = state is ChargeState.Settled or ChargeState.Released;
            var sum = _charges.GetValueOrDefault(id) ?? new ChargeSum();
            var held = ended ? Usd.Zero : hold;
            if (sum.Held != held) _differences.Add($"Charge {id} is {row.GetString(1)} and holds {held}; its entries hold {sum.Held}.");
            if (sum.Settled != settled) _differences.Add($"Charge {id} has settled {settled}; its entries have settled {sum.Settled}.");
            if (!ended && settled != Usd.Zero) _differences.Add($"Charge {id} is {row.GetString(1)} and has settled {settled} already.");
        });
        return count;
    }

    private void CheckBalances()
    {
        var stored = new HashSet<BalanceKey>();
        Each("books-balances", row =>
        {
            var key = new BalanceKey(row.GetString(0), Words<BudgetPeriod>.Read(row.GetString(1)), row.GetInt64(2));
            var (held, settled) = (new Usd(row.GetInt64(3)), new Usd(row.GetInt64(4)));
            stored.Add(key);
            if (!_balances.TryGet(key, out var right)) _differences.Add($"Balance of {key} stands on no entry.");
            else if (right != (held, settled))
                _differences.Add($"Balance of {key} says held {held}, settled {settled}; the journal says held {right.Held}, settled {right.Settled}.");
        });
        foreach (var key in _balances.Keys)
            if (!stored.Contains(key)) _differences.Add($"Balance of {key} is missing.");
    }

    private void Each(string file, Action<SqliteDataReader> read)
    {
        using var rows = sql[file].Read();
        while (rows.Read()) read(rows);
    }

    /// <summary>What the entries of one charge add up to.</summary>
    private sealed class ChargeSum
    {
        private int _life = -1;
        private bool _ended;

        public Usd Held { get; private set; }
        public Usd Settled { get; private set; }

        /// <summary>A sentence when the entry cannot follow those before it.</summary>
        public string? Add(int life, EntryKind kind, Usd held, Usd settled)
        {
            (Held, Settled) = (Held + held, Settled + settled);
            var starts = kind is EntryKind.Hold or EntryKind.Reverse;
            var ends = kind is EntryKind.Settle or EntryKind.Release;
            var fault = starts switch
            {
                true when life != _life + 1 => "it begins out of order",
                false when life != _life => "an entry stands outside its life",
                false when ends && _ended => "its hold ends twice",
                _ => null,
            };
            (_life, _ended) = (life, starts ? false : _ended || ends);
            return fault;
        }
    }
}
