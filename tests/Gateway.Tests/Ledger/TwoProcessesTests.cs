using Gateway.Ledger;
using Gateway.Ledger.Sqlite;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>The command line writes beside the server: neither trusts a balance it remembers.</summary>
public sealed class TwoProcessesTests
{
    [Fact]
    public async Task Two_ledgers_on_one_file_share_one_limit()
    {
        using var files = new TemporaryLedger();
        var time = new ManualTime(new DateTimeOffset(2026, 3, 18, 10, 0, 0, TimeSpan.Zero));
        var opened = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => files.Open(time, LedgerOptions.Default with { MaxBatch = 8 }))));
        await using var server = opened[0];
        await using var commandLine = opened[1];
        var limited = Task.WhenAll(Enumerable.Range(0, 160).Select(i => Task.Run(() => LiveAsync(opened[i % 2], i, "limited"))));
        var unlimited = Task.WhenAll(Enumerable.Range(160, 80).Select(i => Task.Run(() => LiveAsync(opened[i % 2], i, null))));
        Assert.All(await unlimited, Assert.True);
        Assert.Equal(40, (await limited).Count(kept => kept));
        var report = await server.Views.CheckBooksAsync(CancellationToken.None);
        Assert.Empty(report.Differences);
        Assert.True(server.Commits > 1 && commandLine.Commits > 1);
    }

    /// <summary>Room for forty of one cent: what is settled costs as much as what is held.</summary>
    private static async Task<bool> LiveAsync(SqliteLedger ledger, int i, string? limit)
    {
        var request = new HoldRequest
        {
            Charge = ChargeId.New(),
            Team = new TeamId(limit ?? "free"),
            Caller = new CallerId((limit ?? "free") + "/a"),
            Operation = "generateVideo",
            Quote = new Quote("m", new Usd(100), new Usd(100), null, "v", []),
            Budgets = limit is null ? [] : [new Budget(BudgetScope.Team(new("limited")), "all", BudgetPeriod.Day, new Usd(4000))],
            Fingerprint = new Fingerprint(new Dictionary<string, string>(), $"{i}"),
            SendTimeout = TimeSpan.FromSeconds(30),
        };
        if (await ledger.HoldAsync(request, CancellationToken.None) is not HoldOutcome.Held) return false;
        await ledger.RememberAsync(request.Charge, new PredictionId($"p{i}"), new VendorBytes("t", new byte[1]));
        if (i % 3 == 0) await ledger.SettleAsync(request.Charge, new Verdict(true, "completed", null, null));
        if (i % 3 == 1) await ledger.ResolveAsync(request.Charge, new Usd(100), new OperatorNote("oncall", "checked"));
        return true;
    }
}
