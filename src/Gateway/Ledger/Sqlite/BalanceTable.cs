using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>What each scope holds and has settled, per period.</summary>
internal sealed class BalanceTable(SqliteStatements sql)
{
    /// <summary>Null where nothing was ever held.</summary>
    public (Usd Held, Usd Settled)? Find(BalanceKey key)
    {
        using var row = Named("balance-read", key).Read();
        return row.Read() ? (new Usd(row.GetInt64(0)), new Usd(row.GetInt64(1))) : null;
    }

    public void Write(BalanceKey key, Balance balance) =>
        Named("balance-write", key).Set("$held", balance.Held.Nanos).Set("$settled", balance.Settled.Nanos).Run();

    private SqliteStatement Named(string file, BalanceKey key) =>
        sql[file].Set("$scope", key.Scope).Set("$period", Words<BudgetPeriod>.Of(key.Period)).Set("$start", key.Start);
}
