using Gateway.Ledger;
using Gateway.Ledger.Sqlite;
using Gateway.Ledger.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>A disk that is full, a file that cannot be written, a commit nobody can vouch for.</summary>
public sealed class SqliteFaultTests : IAsyncLifetime
{
    private static readonly Budget Limit = new(BudgetScope.Company, "all", BudgetPeriod.Total, Usd.FromDollars(4));

    private readonly TemporaryLedger _files = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 18, 10, 0, 0, TimeSpan.Zero));
    private readonly WriterHooks _hooks = new();
    private readonly LogLines _log = new();
    private SqliteLedger _ledger = null!;

    public ValueTask InitializeAsync()
    {
        _ledger = _files.Open(_time, new LedgerOptions(256, 4, TimeSpan.FromMilliseconds(200)), _hooks, _log);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences);
        await _ledger.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task A_full_disk_refuses_and_recovers_by_itself()
    {
        await Hold();
        var pages = _files.Ask("PRAGMA page_count");
        _hooks.Beginning = connection => Pragma(connection, $"PRAGMA max_page_count = {pages}");
        var refused = 0;
        for (var i = 0; i < 200 && refused < 5; i++)
            if (await Record.ExceptionAsync(() => Ask(tags: new string('x', 4000))) is LedgerUnavailableException) refused++;
        Assert.Equal(5, refused);
        Assert.Single(_log.Of(4001));
        Assert.Contains("full", _log.Of(4001)[0], StringComparison.Ordinal);
        Assert.Empty((await _ledger.Views.CheckBooksAsync(CancellationToken.None)).Differences);
        _time.Advance(TimeSpan.FromSeconds(6));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ask(tags: new string('x', 4000)));
        Assert.Equal(2, _log.Of(4001).Count);
        _hooks.Beginning = null;
        await Ask(tags: new string('x', 4000));
        Assert.Single(_log.Of(4002));
    }

    [Fact]
    public async Task A_read_only_file_refuses_and_reads_go_on()
    {
        var held = await Hold();
        _hooks.Beginning = connection => Pragma(connection, "PRAGMA query_only = 1");
        await Assert.ThrowsAsync<LedgerUnavailableException>(Hold);
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.SettleAsync(held, new Verdict(true, "completed", null, null)));
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => _ledger.Views.ProbeAsync(CancellationToken.None));
        Assert.Equal(ChargeState.Held, (await _ledger.Views.FindAsync(held, CancellationToken.None))!.State);
        _hooks.Beginning = null;
        await _ledger.Views.ProbeAsync(CancellationToken.None);
        await Hold();
    }

    [Fact]
    public async Task A_file_that_another_process_keeps_is_unavailable_only_as_long_as_it_keeps_it()
    {
        using (var other = new SqliteConnection($"Data Source={_files.File};Pooling=False"))
        {
            other.Open();
            Pragma(other, "BEGIN IMMEDIATE");
            await Assert.ThrowsAsync<LedgerUnavailableException>(Hold);
            Pragma(other, "ROLLBACK");
        }

        await Hold();
    }

    [Fact]
    public async Task A_ledger_that_vanished_is_not_begun_anew()
    {
        await Hold();
        _hooks.Beginning = _ => throw new SqliteException("disk I/O error", 10);
        await Assert.ThrowsAsync<LedgerUnavailableException>(Hold);
        File.Move(_files.File, _files.File + ".away");
        _hooks.Beginning = null;
        await Assert.ThrowsAsync<LedgerUnavailableException>(Hold);
        Assert.False(File.Exists(_files.File));
        File.Move(_files.File + ".away", _files.File);
        await Hold();
    }

    [Fact]
    public async Task A_commit_that_failed_before_it_happened_is_a_no()
    {
        _hooks.Committing = () => throw new SqliteException("disk I/O error", 10);
        await Assert.ThrowsAsync<LedgerUnavailableException>(Hold);
        _hooks.Committing = null;
        Assert.Equal(0, _files.Ask("SELECT count(*) FROM charges"));
    }

    [Fact]
    public async Task A_commit_that_happened_before_the_failure_is_a_yes()
    {
        _hooks.Committed = () => throw new SqliteException("disk I/O error", 10);
        var charge = await Hold();
        await _ledger.RememberAsync(charge, new PredictionId("p"), new VendorBytes("t", new byte[1]));
        Assert.Equal(ChargeState.Submitted, (await _ledger.Views.FindAsync(charge, CancellationToken.None))!.State);
    }

    [Fact]
    public async Task A_hold_that_stays_in_doubt_is_released_before_anything_else_is_decided()
    {
        _hooks.Committed = () =>
        {
            _hooks.Opened = _ => throw new SqliteException("unable to open database file", 14);
            throw new SqliteException("disk I/O error", 10);
        };
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ask(hold: 4));
        _hooks.Committed = null;
        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Ask(hold: 4));
        _hooks.Opened = null;
        Assert.IsType<HoldOutcome.Held>(await Ask(hold: 4));
        var page = await _ledger.Views.ListAsync(new ChargeFilter(), CancellationToken.None);
        Assert.Equal(2, page.Charges.Count);
        Assert.Equal(ReleaseReason.NotSent, Assert.Single(page.Charges, charge => !charge.IsOpen).ReleaseReason);
        Assert.Single(_log.Of(4003));
    }

    [Fact]
    public async Task One_bad_operation_does_not_fail_its_batch()
    {
        var gate = Block();
        var first = Hold();
        gate.Entered.Wait();
        Task[] together = [_ledger.RememberAsync(new ChargeId("none"), new PredictionId("p"), new VendorBytes("t", new byte[1])), Hold(), Hold()];
        gate.Open.Set();
        await Task.WhenAll(first, together[1], together[2]);
        await Assert.ThrowsAsync<InvalidOperationException>(() => together[0]);
        Assert.Equal(2, _ledger.Commits);
    }

    [Fact]
    public async Task A_full_queue_refuses_holds_and_keeps_what_has_happened()
    {
        var charge = await Hold();
        var gate = Block();
        var first = Hold();
        gate.Entered.Wait();
        var waiting = Enumerable.Range(0, 4).Select(_ => Ask(hold: 0.1m)).ToList();
        await Assert.ThrowsAsync<LedgerUnavailableException>(Hold);
        var remembered = _ledger.RememberAsync(charge, new PredictionId("p"), new VendorBytes("t", new byte[1]));
        gate.Open.Set();
        await remembered;
        await first;
        Assert.All(await Task.WhenAll(waiting), outcome => Assert.IsType<HoldOutcome.Held>(outcome));
    }

    [Fact]
    public async Task A_caller_who_gives_up_before_his_turn_holds_nothing()
    {
        var gate = Block();
        var first = Hold();
        gate.Entered.Wait();
        using var gone = new CancellationTokenSource();
        var waiting = _ledger.HoldAsync(Request(1), gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.Open.Set();
        await first;
        await _ledger.Views.ProbeAsync(CancellationToken.None);
        Assert.Equal(1, _files.Ask("SELECT count(*) FROM charges"));
    }

    [Fact]
    public async Task A_submit_costs_two_commits_and_a_repeated_verdict_none()
    {
        var charge = await Hold();
        Assert.Equal(1, _ledger.Commits);
        await _ledger.RememberAsync(charge, new PredictionId("p"), new VendorBytes("t", new byte[1]));
        Assert.Equal(2, _ledger.Commits);
        var verdict = new Verdict(true, "completed", new Usd(5), new VendorBytes("t", new byte[1]));
        for (var i = 0; i < 10; i++) await _ledger.SettleAsync(charge, verdict);
        Assert.Equal(3, _ledger.Commits);
        await _ledger.TakeDueAsync(10);
        Assert.Equal(3, _ledger.Commits);
    }

    [Fact]
    public async Task What_waits_at_the_stop_is_still_committed_and_nothing_after_it()
    {
        var gate = Block();
        var held = Enumerable.Range(0, 3).Select(_ => Ask(hold: 1)).ToList();
        gate.Entered.Wait();
        var stopping = _ledger.DisposeAsync();
        await Assert.ThrowsAsync<LedgerUnavailableException>(Hold);
        gate.Open.Set();
        await stopping;
        Assert.All(await Task.WhenAll(held), outcome => Assert.IsType<HoldOutcome.Held>(outcome));
        Assert.Equal(3, _files.Ask("SELECT count(*) FROM charges"));
    }

    private (ManualResetEventSlim Entered, ManualResetEventSlim Open) Block()
    {
        var (entered, open) = (new ManualResetEventSlim(), new ManualResetEventSlim());
        _hooks.Beginning = _ =>
        {
            entered.Set();
            Assert.True(open.Wait(TimeSpan.FromSeconds(30)));
        };
        return (entered, open);
    }

    private static void Pragma(System.Data.Common.DbConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<ChargeId> Hold()
    {
        var request = Request(0.5m);
        Assert.IsType<HoldOutcome.Held>(await _ledger.HoldAsync(request, CancellationToken.None));
        return request.Charge;
    }

    private Task<HoldOutcome> Ask(decimal hold = 0.01m, string? tags = null) =>
        _ledger.HoldAsync(Request(hold) with { Tags = tags }, CancellationToken.None);

    private static HoldRequest Request(decimal hold) => new()
    {
        Charge = ChargeId.New(),
        Team = new TeamId("studio"),
        Caller = new CallerId("studio/a"),
        Operation = "generateVideo",
        Quote = new Quote("m", Usd.FromDollars(hold), Usd.FromDollars(hold), null, "v", []),
        Budgets = [Limit],
        Fingerprint = new Fingerprint(new Dictionary<string, string>(), "f"),
        SendTimeout = TimeSpan.FromSeconds(30),
    };
}
