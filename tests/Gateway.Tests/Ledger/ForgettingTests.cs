using Gateway.Ledger;
using Gateway.Ledger.Sqlite;
using Gateway.Ledger.Writing;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>Forgetting is cut off at any moment, and the file that is left is a good one.</summary>
public sealed class ForgettingTests : IAsyncLifetime
{
    private const int Charges = 60;

    private readonly TemporaryLedger _files = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 18, 10, 0, 0, TimeSpan.Zero));
    private readonly WriterHooks _hooks = new();
    private SqliteLedger _ledger = null!;

    private ForgetCut Cut => new(_time.GetUtcNow(), _time.GetUtcNow() - LedgerOptions.ShortestKeep, MaxRows: 5);

    public async ValueTask InitializeAsync()
    {
        _ledger = _files.Open(_time, hooks: _hooks);
        for (var i = 0; i < Charges; i++)
        {
            var request = Request(i);
            await _ledger.HoldAsync(request, CancellationToken.None);
            if (i % 10 == 9) continue;
            await _ledger.RememberAsync(request.Charge, new PredictionId($"p{i}"), new VendorBytes("application/json", new byte[200]));
            await _ledger.SettleAsync(request.Charge, new Verdict(true, "completed", new Usd(700 + i), new VendorBytes("application/json", new byte[2000])));
            _time.Advance(TimeSpan.FromMinutes(37));
        }

        _time.Advance(LedgerOptions.ShortestKeep + TimeSpan.FromMinutes(1));
    }

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task A_power_cut_in_the_middle_of_any_step_leaves_books_that_balance()
    {
        var balances = Balances(_files.File);
        var cuts = 0;
        _hooks.Committing = () => CheckCopy(++cuts, balances);
        _hooks.Committed = () => CheckCopy(++cuts, balances);
        await ForgetAllAsync();
        (_hooks.Committing, _hooks.Committed) = (null, null);
        Assert.True(cuts > 20, $"Only {cuts} cuts.");
        Assert.Equal(balances, Balances(_files.File));
        Assert.Equal(Charges / 10, _files.Ask("SELECT count(*) FROM charges"));
        Assert.Equal(Charges / 10, _files.Ask("SELECT count(*) FROM openings"));
        Assert.Equal((0, 0), (_files.Ask("SELECT count(*) FROM entries"), _files.Ask("SELECT count(*) FROM answers")));
        Assert.Equal((0, 1), (_files.Ask("SELECT count(*) FROM admissions"), _files.Ask("SELECT count(*) FROM batches")));
        Assert.Empty((await _ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_step_that_fails_before_or_after_its_commit_is_made_good_by_the_next()
    {
        var (balances, random) = (Balances(_files.File), new Random(11));
        _hooks.Committing = () => Fail(random);
        _hooks.Committed = () => Fail(random);
        for (var more = true; more;)
        {
            try
            {
                more = (await _ledger.ForgetAsync(Cut)).More;
            }
            catch (LedgerUnavailableException)
            {
                more = true;
            }
        }

        (_hooks.Committing, _hooks.Committed) = (null, null);
        Assert.Equal(balances, Balances(_files.File));
        Assert.Equal(0, _files.Ask("SELECT count(*) FROM entries"));
        Assert.Empty((await _ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_step_takes_few_rows()
    {
        while (await _ledger.ForgetAsync(Cut) is { More: true } step)
        {
            Assert.InRange(step.Charges, 0, 5);
            // A batch is never cut in two.
            Assert.InRange(step.Entries, 0, 5 + 2);
        }
    }

    [Theory]
    [InlineData("DELETE FROM entries WHERE id > (SELECT entry FROM horizon)", "appended")]
    [InlineData("DELETE FROM admissions WHERE through_entry > (SELECT entry FROM horizon)", "appended")]
    [InlineData("UPDATE horizon SET entry = entry - 1", "forgotten")]
    [InlineData("DELETE FROM horizon", "forgotten")]
    public async Task The_journal_loses_nothing_beyond_what_is_rolled_up(string sql, string word)
    {
        await ForgetAllAsync();
        await _ledger.HoldAsync(Request(1000), CancellationToken.None);
        Assert.Contains(word, Assert.Throws<SqliteException>(() => _files.Execute(sql)).Message);
    }

    [Theory]
    [InlineData("UPDATE rolled_sums SET settled = settled + 1 WHERE hour = (SELECT max(hour) FROM rolled_sums)", "Balance of")]
    [InlineData("DELETE FROM rolled_sums WHERE hour = (SELECT max(hour) FROM rolled_sums)", "stands on no entry")]
    [InlineData("UPDATE rolled_sums SET held = held + 1 WHERE hour = (SELECT max(hour) FROM rolled_sums)", "opened with")]
    [InlineData("UPDATE openings SET held = held - 1 WHERE charge_id = (SELECT max(charge_id) FROM openings)", "its entries hold")]
    [InlineData("DELETE FROM openings", "its entries hold")]
    [InlineData("UPDATE openings SET ended_life = 0; UPDATE charges SET state = 'settled', ended_at = 1", "holds 0")]
    [InlineData("UPDATE horizon SET entry = entry + 1; DELETE FROM admissions; DELETE FROM entries WHERE id <= (SELECT entry FROM horizon)", "Balance of")]
    [InlineData("UPDATE horizon SET entry = entry + 1", "is rolled up to")]
    public async Task Sums_that_were_tampered_with_are_found(string tampering, string word)
    {
        await ForgetAllAsync();
        await _ledger.HoldAsync(Request(1000), CancellationToken.None);
        Assert.Empty((await _ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences);
        _files.Execute("DROP TRIGGER admissions_are_not_deleted");
        _files.Execute(tampering);
        Assert.Contains((await _ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences, difference => difference.Contains(word, StringComparison.Ordinal));
    }

    private async Task ForgetAllAsync()
    {
        while ((await _ledger.ForgetAsync(Cut)).More) { }
    }

    private static void Fail(Random random)
    {
        if (random.Next(3) == 0) throw new IOException("cut off");
    }

    /// <summary>The file and its log as a power cut leaves them, opened anew: the books balance, and forgetting goes on to the same end.</summary>
    private void CheckCopy(int number, IReadOnlyList<string> balances)
    {
        using var copy = new TemporaryLedger();
        File.Copy(_files.File, copy.File);
        if (File.Exists(_files.File + "-wal")) File.Copy(_files.File + "-wal", copy.File + "-wal");
        CheckAsync(copy).GetAwaiter().GetResult();

        async Task CheckAsync(TemporaryLedger files)
        {
            await using var ledger = files.Open(_time);
            Assert.Empty((await ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences);
            if (number % 5 == 0)
                while ((await ledger.ForgetAsync(Cut)).More) { }
            Assert.Empty((await ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences);
            Assert.Equal(balances, Balances(files.File));
        }
    }

    private static List<string> Balances(string file)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT scope, period, period_start, held, settled FROM balances ORDER BY 1, 2, 3";
        using var rows = command.ExecuteReader();
        var lines = new List<string>();
        while (rows.Read()) lines.Add($"{rows[0]} {rows[1]} {rows[2]} {rows[3]} {rows[4]}");
        return lines;
    }

    private static HoldRequest Request(int i) => new()
    {
        Charge = new ChargeId($"chg_{i:0000}"),
        Team = new TeamId("studio"),
        Caller = new CallerId($"studio/{(char)('a' + i % 3)}"),
        Operation = "generateVideo",
        Quote = new Quote("m", new Usd(1000), new Usd(1000), null, "v", []),
        Budgets = [new Budget(BudgetScope.Company, "all", BudgetPeriod.Total, new Usd(900_000)), new Budget(BudgetScope.Team(new("studio")), "hourly", BudgetPeriod.Hour, new Usd(900_000))],
        Fingerprint = new Fingerprint(new Dictionary<string, string>(), $"{i}"),
        SendTimeout = TimeSpan.FromSeconds(30),
        IdempotencyKey = i % 4 == 0 ? new IdempotencyKey("studio", $"k{i}", "aa") : null,
    };
}
