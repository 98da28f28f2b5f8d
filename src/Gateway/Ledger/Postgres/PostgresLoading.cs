using Gateway.Ledger.Writing;
using Gateway.Storage;
using Npgsql;

namespace Gateway.Ledger.Postgres;

/// <summary>Loads what a batch needs: one statement for each kind of row that is asked for.</summary>
internal static class PostgresLoading
{
    public static void Add(PostgresBatch batch, Needs needs, LoadedRows rows)
    {
        void Charge(NpgsqlDataReader row) => rows.Add(StoredCharge.Read(row));
        if (needs.Charges.Count > 0) batch.Add("charges-find", Charge, Ids(needs.Charges));
        if (needs.Predictions.Count > 0) batch.Add("charges-by-prediction", Charge, needs.Predictions.Select(prediction => prediction.Value).ToArray());
        if (needs.Claiming.Count > 0) batch.Add("charges-sending", Charge, Ids(needs.Claiming));
        foreach (var model in needs.WithoutPrediction) batch.Add("without-prediction", Charge, model, long.MaxValue);
        if (needs.FinalAnswers.Count > 0) batch.Add("answers-final", row => rows.FinalAnswers.Add(new ChargeId(row.GetString(0))), Ids(needs.FinalAnswers));
        if (needs.InFlight.Count > 0)
            batch.Add("in-flight", row => rows.InFlight[new TeamId(row.GetString(0))] = (int)row.GetInt64(1), needs.InFlight.Select(team => team.Name).ToArray());
        if (needs.Keys.Count == 0) return;
        var (scopes, keys) = (needs.Keys.Select(key => key.Scope).ToArray(), needs.Keys.Select(key => key.Key).ToArray());
        batch.Add("charges-by-key", Charge, scopes, keys).Add("keys-find", row => Key(row, rows), scopes, keys);
    }

    /// <summary>What depends on the time that was read in the transaction.</summary>
    public static void AddTimed(PostgresBatch batch, Needs needs, LoadedRows rows)
    {
        if (needs.Held) batch.Add("charges-abandoned", row => rows.Add(StoredCharge.Read(row)), rows.MachineTime);
        if (needs.Due == 0) return;
        void Due(NpgsqlDataReader row)
        {
            var due = StoredCharge.Read(row);
            rows.Add(due);
            rows.Due.Add(due.Charge.Id);
        }

        batch.Add("charges-due", Due, rows.MachineTime, needs.Due);
        var (open, any) = (rows.MachineTime + (long)needs.Furthest.Open.TotalMilliseconds, rows.MachineTime + (long)needs.Furthest.Any.TotalMilliseconds);
        batch.Add("charges-due-astray", Due, open, any, needs.Due);
    }

    /// <summary>Scope, period and period_start.</summary>
    public static PostgresValue[] Columns(IReadOnlyCollection<BalanceKey> keys) =>
    [
        keys.Select(key => key.Scope).ToArray(), keys.Select(key => Words<BudgetPeriod>.Of(key.Period)).ToArray(), keys.Select(key => key.Start).ToArray(),
    ];

    public static void Balance(NpgsqlDataReader row, Action<BalanceKey, Usd, Usd> heldAndSettled) => heldAndSettled(
        new BalanceKey(row.GetString(0), Words<BudgetPeriod>.Read(row.GetString(1)), row.GetInt64(2)), new Usd(row.GetInt64(3)), new Usd(row.GetInt64(4)));

    private static string[] Ids(IEnumerable<ChargeId> charges) => [.. charges.Select(charge => charge.Value)];

    private static void Key(NpgsqlDataReader row, LoadedRows rows)
    {
        var charge = new ChargeId(row.GetString(2));
        rows.Keys[(row.GetString(0), row.GetString(1))] = (charge, row.GetString(3));
        if (!row.IsDBNull(4)) rows.SubmitAnswers[charge] = new VendorBytes(row.GetString(4), row.GetFieldValue<byte[]>(5));
    }
}
