using Gateway.Ledger.Writing;
using Gateway.Storage;
using Npgsql;

namespace Gateway.Ledger.Postgres;

/// <summary>
/// Takes the oldest part off the journal, whole batches at a time, and writes down what it adds up to in the transaction that deletes it; the same
/// steps as in a SQLite file, many charges to a statement.
/// </summary>
internal sealed class PostgresForgetting(Func<PostgresBatch> batch)
{
    public Forgotten Step(ForgetCut cut)
    {
        var horizon = Read("horizon-read", Horizon.Of).Single();
        var (keys, moreKeys) = ForgetKeys(horizon, cut);
        if (cut.DetailsBefore is not { } before) return new Forgotten(keys, 0, 0, moreKeys);
        var rolled = RollUp(horizon, UnixTime.Of(before), cut.MaxRows);
        var charges = ForgetCharges(rolled.At, cut.MaxRows);
        return new Forgotten(keys, rolled.Entry - horizon.Entry, charges, moreKeys || rolled.Entry > horizon.Entry || charges == cut.MaxRows);
    }

    private (long Count, bool More) ForgetKeys(Horizon horizon, ForgetCut cut)
    {
        var expired = Read(
            "retain-keys", row => (Charge: row.GetString(0), EndedAt: row.GetInt64(1)),
            horizon.KeysThrough, horizon.KeysAfter, UnixTime.Of(cut.KeysEndedBy), cut.MaxRows);
        if (expired.Count == 0) return (0, false);
        string[] charges = [.. expired.Select(key => key.Charge)];
        var count = 0L;
        using var statements = batch();
        statements.Add("keys-expire", row => count = row.GetInt64(0), charges)
            .Add("answers-expired", charges)
            .Add("horizon-keys", expired[^1].EndedAt, expired[^1].Charge)
            .Run();
        return (count, true);
    }

    private Horizon RollUp(Horizon horizon, long before, int max)
    {
        if (Read("retain-until", row => (Batch: row.GetInt64(0), At: row.GetInt64(1), Through: row.GetInt64(2)), before, max) is not [var (last, at, through)]) return horizon;
        using var statements = batch();
        statements.Add("retain-sums", through).Add("retain-openings", through).Add("horizon-move", through, at)
            .Add("retain-admissions", last).Add("retain-entries", through).Add("retain-batches", last)
            .Run();
        return horizon with { Entry = through, At = at };
    }

    /// <summary>What has ended, is waited for no more, and has no entry left.</summary>
    private long ForgetCharges(long endedBy, int max)
    {
        string[] charges = [.. Read("retain-ended", row => row.GetString(0), endedBy, max)];
        if (charges.Length == 0) return 0;
        using var statements = batch();
        statements.Add("keys-free", charges).Add("answers-forget", charges).Add("openings-forget", charges).Add("charges-forget", charges).Run();
        return charges.Length;
    }

    private List<T> Read<T>(string file, Func<NpgsqlDataReader, T> row, params ReadOnlySpan<PostgresValue> arguments)
    {
        var rows = new List<T>();
        using var statements = batch();
        statements.Add(file, each => rows.Add(row(each)), arguments).Run();
        return rows;
    }
}
