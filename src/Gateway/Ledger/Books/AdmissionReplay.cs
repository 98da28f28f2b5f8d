namespace Gateway.Ledger.Books;

/// <summary>Replays every admission at its place in the journal: did it see the balance that was there, and did it keep the limit?</summary>
internal sealed class AdmissionReplay : IDisposable
{
    private readonly RecomputedBalances _balances;
    private readonly Differences _differences;
    private readonly IEnumerator<AdmissionRow> _rows;
    private readonly List<AdmissionRow> _open = [];
    private AdmissionRow? _next;

    public AdmissionReplay(IBookRows rows, RecomputedBalances balances, Differences differences)
    {
        (_balances, _differences, _rows) = (balances, differences, rows.Read("books-admissions", AdmissionRow.Of).GetEnumerator());
        _next = ReadNext();
    }

    public long Count { get; private set; }

    /// <summary>The journal stands just before this entry.</summary>
    public void Before(long entry)
    {
        for (; _next is { } row && row.Admission.AsOf < entry; _next = ReadNext()) Begin(row);
    }

    /// <summary>The journal stands just after this entry.</summary>
    public void After(long entry)
    {
        foreach (var row in _open)
            if (row.Admission.Through <= entry) End(row);
        _open.RemoveAll(row => row.Admission.Through <= entry);
    }

    public void Finish()
    {
        Before(long.MaxValue);
        foreach (var row in _open) _differences.Add($"{row} counts entries up to {row.Admission.Through}, which the journal does not have.");
    }

    public void Dispose() => _rows.Dispose();

    private void Begin(AdmissionRow row)
    {
        _balances.TryGet(row.Admission.Key, out var was);
        if (was != (row.Admission.Held, row.Admission.Settled))
            _differences.Add($"{row} saw held {row.Admission.Held}, settled {row.Admission.Settled}; the journal says held {was.Held}, settled {was.Settled}.");
        _open.Add(row);
    }

    private void End(AdmissionRow row)
    {
        var admission = row.Admission;
        _balances.TryGet(admission.Key, out var now);
        var added = now.Held - admission.Held;
        if (added != admission.Added || now.Settled != admission.Settled)
            _differences.Add($"{row} says it added {admission.Added}; the journal says {added}.");
        if ((Int128)now.Settled.Nanos + now.Held.Nanos > admission.Limit.Nanos)
            _differences.Add($"{row} let in more than its limit of {admission.Limit}: settled {now.Settled}, held {now.Held}.");
    }

    private AdmissionRow? ReadNext()
    {
        if (!_rows.MoveNext()) return null;
        Count++;
        return _rows.Current;
    }
}
