using System.Data.Common;
using Gateway.Ledger;
using Gateway.Ledger.Writing;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>Books that somebody changed behind the ledger's back do not pass the check, whatever database keeps them.</summary>
public abstract class BooksCheckTests : IAsyncLifetime
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 18, 10, 0, 0, TimeSpan.Zero));
    private BatchedLedger _ledger = null!;

    private protected abstract Task<BatchedLedger> OpenAsync(TimeProvider time);

    private protected abstract Task ForgetAsync();

    /// <summary>Runs SQL as the ledger itself may.</summary>
    private protected abstract Task ExecuteAsync(string sql);

    /// <summary>Runs SQL past every rule of the tables.</summary>
    private protected abstract Task TamperAsync(string sql);

    public async ValueTask InitializeAsync()
    {
        _ledger = await OpenAsync(_time);
        for (var i = 0; i < 4; i++)
        {
            var request = Request($"chg_{i}");
            await _ledger.HoldAsync(request, CancellationToken.None);
            await _ledger.RememberAsync(request.Charge, new PredictionId($"p{i}"), new VendorBytes("application/json", new byte[1]));
            if (i < 2) await _ledger.SettleAsync(request.Charge, new Verdict(true, "completed", new Usd(700), null));
            _time.Advance(TimeSpan.FromMinutes(50));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_ledger is not null) await _ledger.DisposeAsync();
        await ForgetAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Untouched_books_are_clean() => Assert.Empty(await Check());

    [Theory]
    [InlineData("UPDATE balances SET held = held + 1 WHERE scope = 'team:studio' AND period = 'month'", "held")]
    [InlineData("UPDATE balances SET settled = settled - 1 WHERE scope = 'company' AND period = 'total'", "settled")]
    [InlineData("DELETE FROM balances WHERE scope = 'caller:studio/a' AND period = 'week'", "missing")]
    [InlineData("INSERT INTO balances VALUES ('team:ghost', 'day', 0, 0, 0)", "stands on no entry")]
    [InlineData("UPDATE entries SET settled_delta = settled_delta - 1 WHERE kind = 'settle' AND charge_id = 'chg_0'", "chg_0")]
    [InlineData("DELETE FROM entries WHERE kind = 'settle' AND charge_id = 'chg_1'", "chg_1")]
    [InlineData("DELETE FROM entries WHERE kind = 'hold' AND charge_id = 'chg_3'", "which the journal does not have")]
    [InlineData("DROP INDEX entries_one_end; INSERT INTO entries SELECT 1000, batch, charge_id, life, kind, evidence, 0, 0, at, note FROM entries WHERE kind = 'settle' LIMIT 1", "ends twice")]
    [InlineData("UPDATE charges SET settled = settled + 1 WHERE id = 'chg_0'", "chg_0")]
    [InlineData("UPDATE charges SET state = 'settled', ended_at = 1 WHERE id = 'chg_3'", "chg_3")]
    [InlineData("DROP INDEX charges_prediction; UPDATE charges SET prediction = 'p0' WHERE id = 'chg_1'", "Prediction p0")]
    [InlineData("UPDATE admissions SET settled = settled + 1 WHERE batch = (SELECT max(batch) FROM admissions)", "saw held")]
    [InlineData("UPDATE admissions SET held = held - 1 WHERE batch = (SELECT max(batch) FROM admissions)", "saw held")]
    [InlineData("UPDATE admissions SET added = added + 1 WHERE batch = (SELECT min(batch) FROM admissions)", "added")]
    [InlineData("UPDATE admissions SET limit_usd = 1000 WHERE batch = (SELECT max(batch) FROM admissions)", "more than its limit")]
    [InlineData("UPDATE batches SET at = 1 WHERE seq = 3", "earlier")]
    [InlineData("DELETE FROM charges WHERE id = 'chg_2'", "does not exist")]
    public async Task A_tampered_row_is_found(string tampering, string word)
    {
        await TamperAsync(tampering);
        Assert.Contains(await Check(), difference => difference.Contains(word, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE entries SET held_delta = 0")]
    [InlineData("DELETE FROM entries")]
    [InlineData("UPDATE admissions SET added = 0")]
    [InlineData("DELETE FROM admissions")]
    public async Task The_journal_is_only_ever_appended(string sql) =>
        Assert.Contains("appended", (await Assert.ThrowsAnyAsync<DbException>(() => ExecuteAsync(sql))).Message);

    [Fact]
    public async Task Many_differences_are_counted_and_some_are_shown()
    {
        for (var i = 0; i < 150; i++) await ExecuteAsync($"INSERT INTO balances VALUES ('team:ghost', 'day', {i}, 0, 0)");
        var differences = await Check();
        Assert.Equal((101, "… and 50 more."), (differences.Count, differences[^1]));
    }

    private static HoldRequest Request(string id) => new()
    {
        Charge = new ChargeId(id),
        Team = new TeamId("studio"),
        Caller = new CallerId("studio/a"),
        Operation = "generateVideo",
        Quote = new Quote("m", new Usd(1000), new Usd(1000), null, "v", []),
        Budgets = [new Budget(BudgetScope.Company, "all", BudgetPeriod.Total, new Usd(9000)), new Budget(BudgetScope.Team(new("studio")), "hourly", BudgetPeriod.Hour, new Usd(9000))],
        Fingerprint = new Fingerprint(new Dictionary<string, string>(), id),
        SendTimeout = TimeSpan.FromSeconds(30),
    };

    private async Task<IReadOnlyList<string>> Check() => (await _ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences;
}
