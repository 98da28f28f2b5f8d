using System.Globalization;
using System.Text;
using Gateway.Tests.Vendor;

namespace Gateway.Faults;

/// <summary>The figures of a run, and how to have it again.</summary>
internal sealed record FaultReport(int Seed, TimeSpan Length, IReadOnlyList<Fault> Plan, Witness Witness)
{
    public required TimeSpan UnderFaults { get; init; }

    /// <summary>From the end of the last fault to the last charge's end.</summary>
    public required TimeSpan Reckoned { get; init; }

    public required IReadOnlyList<LedgerCharge> Charges { get; init; }

    public required IReadOnlyList<VendorJob> Bill { get; init; }

    public required int Differences { get; init; }

    /// <summary>Kept where a law was broken.</summary>
    public required string Logs { get; init; }

    public IReadOnlyCollection<string> Violations => Witness.Violations;

    public int Jobs => Bill.Count;

    public string Figures()
    {
        var text = new StringBuilder();
        Line($"seed {Seed}: {UnderFaults.TotalSeconds:0} s under faults, {Reckoned.TotalSeconds:0} s until the books agreed");
        foreach (var (what, times) in Witness.Counts) Line($"{times,9}  {what}");
        foreach (var state in Charges.GroupBy(charge => charge.State)) Line($"{state.Count(),9}  charges {state.Key}");
        Line($"{Charges.Count(charge => charge.Claimed),9}  lost replies found in the vendor's history");
        Line($"{Charges.Count(charge => charge.ReleaseReason == "absent"),9}  released because the vendor never had them");
        Line($"{Charges.Sum(charge => charge.Settled) / (decimal)Usd.NanosPerDollar} USD settled; {Bill.Sum(job => job.Billed)} USD billed by the vendor for {Jobs} jobs");
        Line($"{Differences} differences, {Violations.Count} violations");
        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
    }

    public string Failure() => string.Create(CultureInfo.InvariantCulture, $"""
        Seed {Seed}: {Violations.Count} violations.
        {string.Join('\n', Violations.Take(30))}

        The schedule:
        {string.Join('\n', Plan.Take(100))}

        Again: dotnet run --project tests/Gateway.Faults -- soak --minutes {Length.TotalMinutes:0.###} --seed {Seed}
        The gateways' logs: {Logs}
        """);
}
