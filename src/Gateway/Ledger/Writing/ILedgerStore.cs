namespace Gateway.Ledger.Writing;

/// <summary>Where the books are kept, as the writer sees it.</summary>
internal interface ILedgerDatabase
{
    /// <summary>For a person: a file, or a server and database. No password.</summary>
    string Place { get; }

    /// <summary>Opens the writer's one connection. The database must be there: a ledger that vanished is not silently begun anew.</summary>
    ILedgerStore OpenStore(WriterHooks hooks);

    /// <summary>A row that breaks a rule is the trouble of whoever wrote it; anything else of the database is everybody's.</summary>
    bool IsFaultOfRows(Exception fault);

    /// <summary>The database, or the way to it, failed.</summary>
    bool IsOurs(Exception fault);

    /// <summary>The connection is gone, which a new one may mend.</summary>
    bool IsLostConnection(Exception fault);
}

/// <summary>The writer's connection: one transaction at a time, in which rows are loaded before and written after everything is decided.</summary>
internal interface ILedgerStore : IDisposable
{
    /// <summary>Begins a transaction as the only writer and loads what is needed.</summary>
    LoadedRows Begin(Needs needs);

    /// <summary>Balances that have no row are left out.</summary>
    void ReadBalances(IReadOnlyCollection<BalanceKey> keys, Action<BalanceKey, Usd, Usd> heldAndSettled);

    /// <summary>Writes everything a batch changed, once.</summary>
    void Write(BatchChanges changes);

    void Commit();

    void Rollback();

    /// <summary>
    /// Whether this very batch was committed: asked after a commit in doubt, on a new connection, and answered once no transaction
    /// of the old one can still commit.
    /// </summary>
    bool Committed(long seq, string token);
}
