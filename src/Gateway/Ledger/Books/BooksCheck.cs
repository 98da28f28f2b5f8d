using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Books;

/// <summary>Proves that the books balance, from the journal alone: one pass over it, in one consistent reading.</summary>
internal sealed class BooksCheck(IBookRows rows)
{
    private readonly Differences _differences = new();
    private readonly RecomputedBalances _balances = new();
    private Dictionary<string, ChargeSum> _charges = [];
    private long _entries, _nextEntry;
    private Usd _held, _settled;

    public BooksReport Run(CancellationToken cancellationToken)
    {
        BeginWithWhatIsRolledUp();
        using var replay = new AdmissionReplay(rows, _balances, _differences);
        ReadJournal(replay, cancellationToken);
        replay.Finish();
        var charges = CheckCharges();
        CheckBalances();
        foreach (var (prediction, owners) in rows.Read("books-shared-predictions", row => (row.GetString(0), row.GetInt64(1))))
            _differences.Add($"Prediction {prediction} belongs to {owners} charges.");
        foreach (var batch in rows.Read("books-clock", row => row.GetInt64(0))) _differences.Add($"Batch {batch} is earlier than the one before it.");
        return new BooksReport(charges, _entries, replay.Count, _settled, _held, _differences.ToList());
    }

    private void BeginWithWhatIsRolledUp()
    {
        var rolled = new RolledBooks(rows, _differences);
        (_held, _settled) = rolled.CarryInto(_balances);
        (_charges, _nextEntry) = (rolled.Openings(), rolled.FirstEntry());
    }

    private void ReadJournal(AdmissionReplay replay, CancellationToken cancellationToken)
    {
        foreach (var entry in rows.Read("books-entries", EntryRow.Of))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_entries++ == 0 && entry.Id != _nextEntry) _differences.Add($"The journal begins with entry {entry.Id}, and is rolled up to {_nextEntry - 1}.");
            replay.Before(entry.Id);
            if (entry.Owner is var (team, caller, heldAt)) _balances.Add(team, caller, heldAt, entry.Held, entry.Settled);
            else _differences.Add($"Entry {entry.Id} belongs to charge {entry.Charge}, which does not exist.");
            replay.After(entry.Id);
            (_held, _settled) = (_held + entry.Held, _settled + entry.Settled);
            if (!_charges.TryGetValue(entry.Charge, out var sum)) _charges[entry.Charge] = sum = new ChargeSum();
            if (sum.Add(entry.Life, entry.Kind, entry.Held, entry.Settled) is { } fault)
                _differences.Add($"Charge {entry.Charge}: {fault} (entry {entry.Id}).");
        }
    }

    private long CheckCharges()
    {
        var count = 0L;
        foreach (var charge in rows.Read("books-charges", ChargeRow.Of))
        {
            count++;
            var state = Words<ChargeState>.Of(charge.State);
            var ended = charge.State is ChargeState.Settled or ChargeState.Released;
            var sum = _charges.GetValueOrDefault(charge.Id) ?? new ChargeSum();
            var held = ended ? Usd.Zero : charge.Hold;
            if (sum.Held != held) _differences.Add($"Charge {charge.Id} is {state} and holds {held}; its entries hold {sum.Held}.");
            if (sum.Settled != charge.Settled) _differences.Add($"Charge {charge.Id} has settled {charge.Settled}; its entries have settled {sum.Settled}.");
            if (!ended && charge.Settled != Usd.Zero) _differences.Add($"Charge {charge.Id} is {state} and has settled {charge.Settled} already.");
        }

        return count;
    }

    private void CheckBalances()
    {
        var stored = new HashSet<BalanceKey>();
        foreach (var row in rows.Read("books-balances", BalanceRow.Of))
        {
            stored.Add(row.Key);
            if (!_balances.TryGet(row.Key, out var right)) _differences.Add($"Balance of {row.Key} stands on no entry.");
            else if (right != (row.Held, row.Settled))
                _differences.Add($"Balance of {row.Key} says held {row.Held}, settled {row.Settled}; the journal says held {right.Held}, settled {right.Settled}.");
        }

        foreach (var key in _balances.Keys)
            if (!stored.Contains(key)) _differences.Add($"Balance of {key} is missing.");
    }
}
