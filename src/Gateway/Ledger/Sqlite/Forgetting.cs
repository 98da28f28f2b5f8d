using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>
/// Takes the oldest part off the journal. Whole batches only, so that no admission is cut in two; what they add up to is written down in the
/// transaction that deletes them, so that a kill at any moment leaves either both or neither.
/// </summary>
internal sealed class Forgetting(SqliteStatements sql)
{
    public Horizon Horizon()
    {
        using var row = sql["horizon-read"].Read();
        row.Read();
        return Writing.Horizon.Of(row);
    }

    public Forgotten Step(ForgetCut cut)
    {
        var horizon = Horizon();
        var (keys, moreKeys) = ForgetKeys(horizon, cut);
        if (cut.DetailsBefore is not { } before) return new Forgotten(keys, 0, 0, moreKeys);
        var rolled = RollUp(horizon, UnixTime.Of(before), cut.MaxRows);
        var charges = ForgetCharges(rolled.At, cut.MaxRows);
        return new Forgotten(keys, rolled.Entry - horizon.Entry, charges, moreKeys || rolled.Entry > horizon.Entry || charges == cut.MaxRows);
    }

    private (long Count, bool More) ForgetKeys(Horizon horizon, ForgetCut cut)
    {
        var expired = Expired(horizon, cut);
        if (expired.Count == 0) return (0, false);
        var count = 0L;
        foreach (var (charge, _) in expired)
        {
            count += sql["key-free"].Set("$charge", charge).Run();
            sql["answer-expired"].Set("$charge", charge).Run();
        }

        var (after, through) = expired[^1];
        sql["horizon-keys"].Set("$through", through).Set("$after", after).Run();
        return (count, true);
    }

    private List<(string Charge, long EndedAt)> Expired(Horizon horizon, ForgetCut cut)
    {
        using var rows = sql["retain-keys"]
            .Set("$through", horizon.KeysThrough).Set("$after", horizon.KeysAfter).Set("$until", UnixTime.Of(cut.KeysEndedBy)).Set("$max", cut.MaxRows).Read();
        var expired = new List<(string, long)>();
        while (rows.Read()) expired.Add((rows.GetString(0), rows.GetInt64(1)));
        return expired;
    }

    private Horizon RollUp(Horizon horizon, long before, int max)
    {
        long batch, at, through;
        using (var row = sql["retain-until"].Set("$cutoff", before).Set("$max", max).Read())
        {
            if (!row.Read()) return horizon;
            (batch, at, through) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        }

        sql["retain-sums"].Set("$through", through).Run();
        sql["retain-openings"].Set("$through", through).Run();
        sql["horizon-move"].Set("$through", through).Set("$at", at).Run();
        sql["retain-admissions"].Set("$batch", batch).Run();
        sql["retain-entries"].Set("$through", through).Run();
        sql["retain-batches"].Set("$batch", batch).Run();
        return horizon with { Entry = through, At = at };
    }

    /// <summary>What has ended, is waited for no more, and has no entry left. What is still open stays, however old, with an opening in the place of its entries.</summary>
    private long ForgetCharges(long endedBy, int max)
    {
        var charges = new List<string>();
        using (var rows = sql["retain-ended"].Set("$at", endedBy).Set("$max", max).Read())
            while (rows.Read()) charges.Add(rows.GetString(0));
        foreach (var charge in charges)
            foreach (var file in (string[])["key-free", "answer-forget", "opening-forget", "charge-forget"])
                sql[file].Set("$charge", charge).Run();
        return charges.Count;
    }
}
