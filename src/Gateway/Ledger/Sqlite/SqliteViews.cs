using System.Text.Json;
using Gateway.Ledger.Books;
using Gateway.Ledger.Writing;
using Gateway.Storage;
using Microsoft.Data.Sqlite;

namespace Gateway.Ledger.Sqlite;

/// <summary>Reads the ledger through connections of its own, which never wait for the writer.</summary>
internal sealed class SqliteViews(SqliteDatabase database, Func<CancellationToken, Task> probe, TimeProvider time) : ILedgerViews
{
    public Task<Charge?> FindAsync(ChargeId charge, CancellationToken cancellationToken) =>
        Read(sql => new ChargeTable(sql).Find(charge)?.Charge);

    public Task<Charge?> FindAsync(PredictionId prediction, CancellationToken cancellationToken) =>
        Read(sql => new ChargeTable(sql).Owner(prediction)?.Charge);

    public Task<VendorBytes?> AnswerAsync(ChargeId charge, CancellationToken cancellationToken) =>
        Read(sql => new AnswerTable(sql).Best(charge));

    public Task<IReadOnlyList<Charge>> WithoutPredictionAsync(string model, CancellationToken cancellationToken) => Read<IReadOnlyList<Charge>>(sql =>
    {
        var now = Now(sql);
        using var rows = sql["without-prediction"].Set("$model", model).Set("$absent_since", UnixTime.Of(now - ViewRules.AbsentFor)).Read();
        return StoredCharge.ReadAll(rows);
    });

    public Task<IReadOnlySet<PredictionId>> OwnedAsync(IReadOnlyCollection<PredictionId> predictions, CancellationToken cancellationToken) =>
        Read<IReadOnlySet<PredictionId>>(sql =>
        {
            using var rows = sql["owned"].Set("$predictions", JsonSerializer.Serialize(predictions.Select(prediction => prediction.Value))).Read();
            var owned = new HashSet<PredictionId>();
            while (rows.Read()) owned.Add(new PredictionId(rows.GetString(0)));
            return owned;
        });

    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => Task.FromResult(time.GetUtcNow());

    public Task<ChargePage> ListAsync(ChargeFilter filter, CancellationToken cancellationToken) => Read(sql =>
    {
        var before = filter.Before is { } last ? new ChargeTable(sql).Find(last)?.Charge : null;
        if (filter.Before is not null && before is null) return new ChargePage([], null);
        var statement = filter.Team is { } team ? sql["charges-list-team"].Set("$team", team.Name) : sql["charges-list"];
        using var rows = statement
            .Set("$state", filter.State is { } state ? Words<ChargeState>.Of(state) : null)
            .Set("$from", filter.From is { } from ? UnixTime.Up(from) : null)
            .Set("$to", filter.To is { } to ? UnixTime.Up(to) : null)
            .Set("$before_at", before is null ? null : UnixTime.Of(before.HeldAt))
            .Set("$before", before?.Id.Value)
            .Set("$max", ViewRules.Rows(filter) + 1)
            .Read();
        return ViewRules.Page(StoredCharge.ReadAll(rows), filter);
    });

    public Task<IReadOnlyList<BudgetStatus>> BudgetsAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken) =>
        Read<IReadOnlyList<BudgetStatus>>(sql =>
        {
            var now = Now(sql);
            var balances = new BalanceTable(sql);
            return budgets.Select(budget =>
            {
                var (held, settled) = balances.Find(BalanceKey.Of(budget, now)) ?? default;
                return new BudgetStatus(budget, PeriodWindow.Containing(budget.Period, now), settled, held);
            }).ToList();
        });

    public Task<LedgerStanding> StandingAsync(CancellationToken cancellationToken) => Read(sql =>
    {
        using var rows = sql["standing"].Set("$now", UnixTime.Of(Now(sql))).Read();
        var counts = new List<(string, string?, long)>();
        while (rows.Read()) counts.Add((rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1), rows.GetInt64(2)));
        return LedgerStanding.Of(counts);
    });

    public Task<LedgerReach> ReachAsync(CancellationToken cancellationToken) => Read(sql =>
    {
        using var last = sql["batch-last"].Read();
        var horizon = new Forgetting(sql).Horizon();
        return new LedgerReach(last.Read() ? UnixTime.Read(last.GetInt64(1)) : null, horizon.Entry > 0 ? UnixTime.Read(horizon.At) : null);
    });

    /// <summary>Takes seconds on large books, and so a thread of its own.</summary>
    public Task<BooksReport> CheckBooksAsync(CancellationToken cancellationToken) =>
        Task.Run(() => Read(sql => new BooksCheck(new SqliteBookRows(sql)).Run(cancellationToken)), cancellationToken);

    public Task ProbeAsync(CancellationToken cancellationToken) => probe(cancellationToken);

    private DateTimeOffset Now(SqliteStatements sql)
    {
        using var last = sql["batch-last"].Read();
        var (now, at) = (time.GetUtcNow(), last.Read() ? UnixTime.Read(last.GetInt64(1)) : DateTimeOffset.UnixEpoch);
        return at > now ? at : now;
    }

    /// <summary>One consistent reading.</summary>
    private Task<T> Read<T>(Func<SqliteStatements, T> read)
    {
        try
        {
            using var connection = database.OpenReader();
            using var sql = new SqliteStatements(connection, SqliteLedger.SqlFolder);
            sql.Run("BEGIN");
            try
            {
                return Task.FromResult(read(sql));
            }
            finally
            {
                sql.Run("ROLLBACK");
            }
        }
        catch (SqliteException e)
        {
            return Task.FromException<T>(new LedgerUnavailableException($"The ledger cannot be read: {e.Message}", e));
        }
        catch (OperationCanceledException e)
        {
            return Task.FromCanceled<T>(e.CancellationToken);
        }
    }
}
