using System.Globalization;
using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The power goes at any moment; the ledger alone says what is open, and in the end both books agree.</summary>
public sealed class KillTests
{
    /// <summary>Longest wait for the last open charge to end, in real time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>More of them: <c>GATEWAY_KILL_SEEDS=50</c>; other ones: <c>GATEWAY_KILL_FIRST_SEED=100</c>.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(Setting("GATEWAY_KILL_FIRST_SEED", 1), Setting("GATEWAY_KILL_SEEDS", 8))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task However_often_it_is_killed_the_books_are_clean_and_equal_to_the_vendors(int seed)
    {
        await using var vendor = await VendorStandIn.StartAsync(seed: seed);
        KillLoad.Prepare(vendor, seed);
        var settings = new GatewaySettings().RealTime().WithoutBudgets("studio").Budget("studio", "all", "Total", 100_000).Set("Atlas:SubmitTimeout", "00:00:02").Set("Atlas:SyncTimeout", "00:00:03").WithAudio();
        await using var gateway = new GatewayProcess(vendor, settings);
        await KillSomeTimesAsync(gateway, vendor, seed);

        vendor.EverySubmit = Submits.Accept;
        foreach (var job in vendor.Jobs) vendor.Complete(job.Id);
        await gateway.StartAsync();
        await UntilNothingIsOpenAsync(gateway, vendor, seed);
        await gateway.KillAsync();

        var (exit, output) = await gateway.RunAsync("books", "check");
        Assert.True(exit == 0, $"Seed {seed}: {output}");
        Compare(vendor, await ReadLedgerAsync(gateway, vendor), seed);
        Assert.Empty(vendor.Traffic.UnmodelledCalls);
        Assert.DoesNotContain(vendor.Key, gateway.Output, StringComparison.Ordinal);
    }

    private static async Task KillSomeTimesAsync(GatewayProcess gateway, VendorStandIn vendor, int seed)
    {
        var random = new Random(seed);
        for (var kills = 1 + random.Next(2); kills > 0; kills--)
        {
            await gateway.StartAsync();
            using var until = new CancellationTokenSource();
            var before = vendor.Jobs.Count;
            var load = new KillLoad(gateway, seed * 10 + kills).RunAsync(until.Token);

            // A busy machine may take long to its first order; without one there is nothing to lose.
            var started = TimeProvider.System.GetTimestamp();
            while (vendor.Jobs.Count == before && TimeProvider.System.GetElapsedTime(started) < Patience) await Task.Delay(5, TestContext.Current.CancellationToken);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1500)), TimeProvider.System);
            await gateway.KillAsync();
            await until.CancelAsync();
            await load;
        }
    }

    /// <summary>Told from outside: the team holds nothing, and has spent what the vendor will bill.</summary>
    private static async Task UntilNothingIsOpenAsync(GatewayProcess gateway, VendorStandIn vendor, int seed)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var budget = BudgetView.Read(await gateway.SendAsync(HttpMethod.Get, "/gateway/v1/budgets"))[0];
            var billed = vendor.Jobs.Sum(job => job.Billed);
            if (budget.Held == 0 && budget.Spent == billed) return;
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Seed {seed}: held {budget.Held}, spent {budget.Spent}, billed {billed}. {gateway.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }

    private static void Compare(VendorStandIn vendor, IReadOnlyList<Charge> charges, int seed)
    {
        var ours = charges.Where(charge => charge.SettledUsd > Usd.Zero).Select(charge => $"{charge.Prediction} {charge.SettledUsd}").Order(StringComparer.Ordinal);
        var theirs = vendor.Jobs.Select(job => $"{job.Id} {Usd.FromDollars(job.Billed)}").Order(StringComparer.Ordinal);
        Assert.True(theirs.SequenceEqual(ours), $"Seed {seed}: vendor [{string.Join(", ", theirs.Except(ours))}], ledger [{string.Join(", ", ours.Except(theirs))}]");
        Assert.All(charges, charge => Assert.False(charge.IsOpen, $"Seed {seed}: {charge.Id} is {charge.State}."));
        Assert.NotEmpty(vendor.Jobs);
        Assert.True(vendor.Traffic.Submits.Count <= charges.Count, $"Seed {seed}: the vendor saw an order without a hold.");
    }

    /// <summary>The same file, read by a gateway that serves nobody.</summary>
    private static async Task<IReadOnlyList<Charge>> ReadLedgerAsync(GatewayProcess gateway, VendorStandIn vendor)
    {
        await using var reader = Program.Build(
        [
            "--environment=Production", "--urls=http://127.0.0.1:0", "--Management:Port=0", $"--Atlas:ApiKey={vendor.Key}",
            $"--Atlas:BaseUrl={vendor.BaseUrl.GetLeftPart(UriPartial.Authority)}", $"--ConnectionStrings:Ledger=Data Source={gateway.Settings.LedgerPath}",
            .. gateway.Settings.Values.Select(value => $"--{value.Key}={value.Value}"),
        ]);
        await reader.StartAsync();
        var views = reader.Services.GetRequiredService<ILedgerViews>();
        var all = new List<Charge>();
        ChargeId? before = null;
        do
        {
            var page = await views.ListAsync(new ChargeFilter(Before: before, Limit: 500), CancellationToken.None);
            all.AddRange(page.Charges);
            before = page.Next;
        }
        while (before is not null);
        return all;
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
