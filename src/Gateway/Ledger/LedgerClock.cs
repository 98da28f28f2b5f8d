namespace Gateway.Ledger;

/// <summary>
/// The clock by which charges are sent and sought, the same for every replica, but for jumps forwards (<see cref="SteadyClock"/>): how old a charge is, for
/// whatever cannot be undone.
/// </summary>
internal sealed class LedgerClock(ILedgerViews views, TimeProvider time)
{
    private SteadyClock? _steady;

    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken)
    {
        var wall = await views.ClockAsync(cancellationToken);
        if (_steady is null) Interlocked.CompareExchange(ref _steady, new SteadyClock(time, wall), null);
        return _steady.Judge(wall);
    }
}
