using Gateway.Ledger.Books;
using Gateway.Ledger.Writing;
using Gateway.Storage;
using Npgsql;

namespace Gateway.Ledger.Postgres;

/// <summary>Reads the ledger through a pool of connections, which never wait for the writers.</summary>
internal sealed class PostgresViews(PostgresDatabase database, Func<CancellationToken, Task> probe, PostgresClock clock) : ILedgerViews
{
    public async Task<Charge?> FindAsync(ChargeId charge, CancellationToken cancellationToken) =>
        (await ChargesAsync("charges-find", cancellationToken, new[] { charge.Value })).SingleOrDefault();

    public async Task<Charge?> FindAsync(PredictionId prediction, CancellationToken cancellationToken) =>
        (await ChargesAsync("charges-by-prediction", cancellationToken, new[] { prediction.Value })).SingleOrDefault();

    public async Task<VendorBytes?> AnswerAsync(ChargeId charge, CancellationToken cancellationToken) => (await ReadAsync(
        "answer-best", row => new VendorBytes(row.GetString(0), row.GetFieldValue<byte[]>(1)), cancellationToken, charge.Value)).SingleOrDefault();

    public async Task<IReadOnlyList<Charge>> WithoutPredictionAsync(string model, CancellationToken cancellationToken)
    {
        var (now, _) = await NowAsync(cancellationToken);
        return await ChargesAsync("without-prediction", cancellationToken, model, UnixTime.Of(now - ViewRules.AbsentFor));
    }

    public async Task<IReadOnlySet<PredictionId>> OwnedAsync(IReadOnlyCollection<PredictionId> predictions, CancellationToken cancellationToken) =>
        (await ReadAsync("owned", row => new PredictionId(row.GetString(0)), cancellationToken,
            predictions.Select(prediction => prediction.Value).ToArray())).ToHashSet();

    public async Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => (await NowAsync(cancellationToken)).Machine;

    public async Task<ChargePage> ListAsync(ChargeFilter filter, CancellationToken cancellationToken)
    {
        var before = filter.Before is { } last ? await FindAsync(last, cancellationToken) : null;
        if (filter.Before is not null && before is null) return new ChargePage([], null);
        PostgresValue[] arguments =
        [
            filter.State is { } state ? Words<ChargeState>.Of(state) : null,
            filter.From is { } from ? UnixTime.Up(from) : 0L, filter.To is { } to ? UnixTime.Up(to) : long.MaxValue,
            before is null ? long.MaxValue : UnixTime.Of(before.HeldAt), before?.Id.Value ?? "",
            ViewRules.Rows(filter) + 1,
        ];
        var charges = filter.Team is { } team
            ? await ChargesAsync("charges-list-team", cancellationToken, [.. arguments, team.Name])
            : await ChargesAsync("charges-list", cancellationToken, arguments);
        return ViewRules.Page(charges, filter);
    }

    public async Task<IReadOnlyList<BudgetStatus>> BudgetsAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken)
    {
        var (now, _) = await NowAsync(cancellationToken);
        var balances = new Dictionary<BalanceKey, (Usd Held, Usd Settled)>();
        await ReadAsync("balances-read", row =>
        {
            PostgresLoading.Balance(row, (key, held, settled) => balances[key] = (held, settled));
            return 0;
        }, cancellationToken, PostgresLoading.Columns([.. budgets.Select(budget => BalanceKey.Of(budget, now)).Distinct()]));
        return [.. budgets.Select(budget =>
        {
            var (held, settled) = balances.GetValueOrDefault(BalanceKey.Of(budget, now));
            return new BudgetStatus(budget, PeriodWindow.Containing(budget.Period, now), settled, held);
        })];
    }

    public async Task<LedgerStanding> StandingAsync(CancellationToken cancellationToken)
    {
        var (now, _) = await NowAsync(cancellationToken);
        return LedgerStanding.Of(await ReadAsync(
            "standing", row => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2)), cancellationToken, UnixTime.Of(now)));
    }

    public async Task<LedgerReach> ReachAsync(CancellationToken cancellationToken)
    {
        var at = (await ReadAsync("clock", row => row.GetInt64(1), cancellationToken)).Single();
        var horizon = (await ReadAsync("horizon-read", Horizon.Of, cancellationToken)).Single();
        return new LedgerReach(at > 0 ? UnixTime.Read(at) : null, horizon.Entry > 0 ? UnixTime.Read(horizon.At) : null);
    }

    /// <summary>Takes seconds on large books, and so a thread of its own.</summary>
    public Task<BooksReport> CheckBooksAsync(CancellationToken cancellationToken) => Task.Run(() => Guarded(() =>
    {
        using var connection = database.Open();
        using var rows = PostgresBookRows.Begin(connection);
        return Task.FromResult(new BooksCheck(rows).Run(cancellationToken));
    }), cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => probe(cancellationToken);

    /// <summary>The ledger's time, and the machine's.</summary>
    private async Task<(DateTimeOffset Now, DateTimeOffset Machine)> NowAsync(CancellationToken cancellationToken)
    {
        var (machine, at) = (await ReadAsync("clock", row => (clock.Read(row.GetInt64(0)), row.GetInt64(1)), cancellationToken)).Single();
        return (UnixTime.Read(Math.Max(machine, at)), UnixTime.Read(machine));
    }

    private Task<List<Charge>> ChargesAsync(string file, CancellationToken cancellationToken, params PostgresValue[] arguments) =>
        ReadAsync(file, row => StoredCharge.Read(row).Charge, cancellationToken, arguments);

    private Task<List<T>> ReadAsync<T>(string file, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params PostgresValue[] arguments) =>
        Guarded(() => AgainWhereLost(async () =>
        {
            var found = new List<T>();
            await using var connection = await database.OpenAsync(cancellationToken);
            using var batch = new PostgresBatch(connection, PostgresLedger.SqlFolder);
            await batch.Add(file, each => found.Add(row(each)), arguments).RunAsync(cancellationToken);
            return found;
        }));

    /// <summary>Connections that waited in the pool may have gone meanwhile; none is kept after the first that had.</summary>
    private async Task<T> AgainWhereLost<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (PostgresBooks.IsLost(e))
        {
            database.Forget();
            return await read();
        }
    }

    private static async Task<T> Guarded<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (Exception e) when (PostgresBooks.IsTheDatabases(e))
        {
            throw new LedgerUnavailableException($"The ledger cannot be read: {e.Message}", e);
        }
    }
}
