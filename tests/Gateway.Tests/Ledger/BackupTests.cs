using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public sealed class BackupTests
{
    [Fact]
    public async Task Copies_taken_while_it_is_written_to_balance_and_can_be_served_from()
    {
        using var files = new TemporaryLedger();
        var time = new ManualTime(new DateTimeOffset(2026, 3, 18, 10, 0, 0, TimeSpan.Zero));
        await using var ledger = files.Open(time);
        using var enough = new CancellationTokenSource();
        var writers = Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteAsync(ledger, writer, enough.Token))).ToList();
        var sizes = new List<long>();
        for (var copy = 0; copy < 5; copy++)
        {
            var commits = ledger.Commits;
            Assert.True(SpinWait.SpinUntil(() => ledger.Commits > commits + 20, TimeSpan.FromSeconds(30)));
            var report = await ledger.BackupAsync($"{files.File}.copy{copy}", CancellationToken.None);
            Assert.Empty(report.Differences);
            sizes.Add(report.Charges);
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
        Assert.Equal(sizes.Order(), sizes);
        Assert.True(sizes[0] > 0 && sizes[^1] > sizes[0]);

        // Stop, copy back, start.
        using var restored = new TemporaryLedger();
        File.Copy($"{files.File}.copy4", restored.File);
        await using var served = restored.Open(time);
        Assert.IsType<HoldOutcome.Held>(await served.HoldAsync(Request(99, 1), CancellationToken.None));
        Assert.Empty((await served.Views.CheckBooksAsync(CancellationToken.None)).Differences);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_written_over()
    {
        using var files = new TemporaryLedger();
        await using var ledger = files.Open(TimeProvider.System);
        await File.WriteAllTextAsync(files.File + ".mine", "mine");
        await Assert.ThrowsAsync<IOException>(() => ledger.BackupAsync(files.File + ".mine", CancellationToken.None));
        Assert.Equal("mine", await File.ReadAllTextAsync(files.File + ".mine"));
    }

    private static async Task WriteAsync(ILedger ledger, int writer, CancellationToken until)
    {
        for (var i = 0; !until.IsCancellationRequested; i++)
        {
            var request = Request(writer, i);
            await ledger.HoldAsync(request, CancellationToken.None);
            await ledger.RememberAsync(request.Charge, new PredictionId($"p{writer}-{i}"), new VendorBytes("t", new byte[500]));
            if (i % 2 == 0) await ledger.SettleAsync(request.Charge, new Verdict(true, "completed", new Usd(90), null));
        }
    }

    private static HoldRequest Request(int writer, int i) => new()
    {
        Charge = ChargeId.New(),
        Team = new TeamId("studio"),
        Caller = new CallerId($"studio/{writer}"),
        Operation = "generateVideo",
        Quote = new Quote("m", new Usd(100), new Usd(100), null, "v", []),
        Budgets = [new Budget(BudgetScope.Company, "all", BudgetPeriod.Total, new Usd(long.MaxValue))],
        Fingerprint = new Fingerprint(new Dictionary<string, string>(), $"{writer} {i}"),
        SendTimeout = TimeSpan.FromSeconds(30),
    };
}
