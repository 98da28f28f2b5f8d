using System.Globalization;
using Xunit;

// One run of three gateways at a time is enough for any machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Gateway.Faults;

/// <summary>
/// Three gateways, one PostgreSQL, one Redis and an unkind vendor, while a seeded schedule kills, stops, empties and cuts. In the end the gateway's books
/// are the vendor's bill, and no law was broken on the way.
/// </summary>
public sealed class FaultTests
{
    /// <summary>Long enough for every kind of fault to happen once.</summary>
    private static readonly TimeSpan Short = TimeSpan.FromSeconds(10);

    /// <summary>More of them: <c>GATEWAY_FAULT_SEEDS=20</c>; other ones: <c>GATEWAY_FAULT_FIRST_SEED=100</c>.</summary>
    public static TheoryData<int> Seeds => [.. Enumerable.Range(Setting("GATEWAY_FAULT_FIRST_SEED", 1), Setting("GATEWAY_FAULT_SEEDS", 3))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_fails_the_books_are_the_vendors_bill_and_no_law_is_broken(int seed)
    {
        var report = await FaultRun.RunAsync(seed, Short, TextWriter.Null, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine(report.Figures());
        Assert.True(report.Violations.Count == 0, report.Failure());
        Assert.NotEqual(0, report.Jobs);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_seed_draws_the_same_schedule_every_time_and_every_kind_of_fault_in_it(int seed)
    {
        var plan = FaultPlan.Draw(seed, Short);
        Assert.Equal(plan, FaultPlan.Draw(seed, Short));
        Assert.Equal(Enum.GetValues<FaultKind>(), plan.Select(fault => fault.Kind).Distinct().Order());
        Assert.NotEqual(plan, FaultPlan.Draw(seed + 1, Short));
        Assert.All(plan, fault => Assert.InRange(fault.At, TimeSpan.Zero, Short));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}
