using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Postgres;

/// <summary>
/// Which clock the ledger goes by: the database's, which all replicas share, however wrong their own are.
/// </summary>
/// <param name="Instead">A clock that tests move; null for the database's own.</param>
internal sealed record PostgresClock(TimeProvider? Instead)
{
    /// <param name="database">What the database's clock says, in milliseconds since 1970.</param>
    public long Read(long database) => Instead is null ? database : UnixTime.Of(Instead.GetUtcNow());
}
