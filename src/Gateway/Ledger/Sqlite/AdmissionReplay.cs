using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>Replays every admission at its place in the journal: did it see the balance that was there, and did it keep the limit?</summary>
internal sealed class AdmissionReplay : IDisposable
{
    private readonly RecomputedBalances _balances;
    private readonly Differences _differences;
    private readonly SqliteDataReader _rows;
    private readonly List<Admission> _open = [];
    private Admission? _next;

    public AdmissionReplay(SqliteStatements sql, RecomputedBalances balances, Differences differences)
    {
        (_balances, _differences, _rows) = (balances, differences, sql["books-admissions"].Read());
        _next = ReadNext();
    }

    public long Count { get; private set; }

    /// <summary>The journal stands just before this entry.</summary>
    public void Before(long entry)
    {
        for (; _next is { } admission && admission.AsOf < entry; _next = ReadNext()) Begin(admission);
    }

    /// <summary>The journal stands just after this entry.</summary>
    public void After(long entry)
    {
        foreach (var admission in _open)
            if (admission.Through <= entry) End(admission);
        _open.RemoveAll(admission => admission.Through <= entry);
    }

    public void Finish()
    {
        Before(long.MaxValue);
        foreach (var admission in _open) _differences.Add($"{admission} counts entries up to {admission.Through}, which the journal does not have.");
    }

    public void Dispose() => _rows.Dispose();

    private void Begin(Admission admission)
    {
        _balances.TryGet(admission.Key, out var was);
        if (was != (admission.Held, admission.Settled))
            _differences.Add($"{admission} saw held {admission.Held}, settled {admission.Settled}; the journal says held {was.Held}, settled {was.Settled}.");
        _open.Add(admission);
    }

    private void End(Admission admission)
    {
        _balances.TryGet(admission.Key, out var now);
        var added = now.Held - admission.Held;
        if (added != admission.Added || now.Settled != admission.Settled)
            _differences.Add($"{admission} says it added {admission.Added}; the journal says {added}.");
        if ((Int128)now.Settled.Nanos + now.Held.Nanos > admission.Limit.Nanos)
            _differences.Add($"{admission} let in more than its limit of {admission.Limit}: settled {now.Settled}, held {now.Held}.");
    }

    private Admission? ReadNext()
    {
        if (!_rows.Read()) return null;
        Count++;
        return new Admission(
            _rows.GetInt64(0), _rows.GetInt64(1), _rows.GetInt64(2),
            new BalanceKey(_rows.GetString(3), Words<BudgetPeriod>.Read(_rows.GetString(4)), _rows.GetInt64(5)),
            _rows.GetString(6), new Usd(_rows.GetInt64(7)), new Usd(_rows.GetInt64(8)), new Usd(_rows.GetInt64(9)), new Usd(_rows.GetInt64(10)));
    }

    private sealed record Admission(
        long AsOf, long Through, long Batch, BalanceKey Key, string Budget, Usd Limit, Usd Settled, Usd Held, Usd Added)
    {
        public override string ToString() => $"Batch {Batch}, budget '{Budget}' ({Key})";
    }
}
