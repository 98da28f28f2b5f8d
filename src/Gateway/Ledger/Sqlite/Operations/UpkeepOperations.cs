namespace Gateway.Ledger.Sqlite.Operations;

/// <summary>Hands out charges to look at.</summary>
internal sealed class TakeDueOperation(int max) : LedgerOperation<IReadOnlyList<Charge>>
{
    protected override IReadOnlyList<Charge> DecideOn(LedgerBatch batch) => batch.TakeDue(max);
}

/// <summary>Finds out whether the ledger can be written to, by writing to it.</summary>
internal sealed class ProbeOperation : LedgerOperation<bool>
{
    protected override bool DecideOn(LedgerBatch batch)
    {
        batch.Probe();
        return true;
    }
}
