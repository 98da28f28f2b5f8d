using Gateway.Tests.Servers;
using Gateway.Tests.Vendor;

namespace Gateway.Faults;

/// <summary>The end of a run: the gateway's books beside the vendor's bill, charge by charge.</summary>
internal sealed class Reckoning(Arena arena)
{
    /// <summary>Late prices are re-read after as long as five minutes.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    /// <summary>A short run does not wait for the ledger's schedule: every look is due now. Money is not touched.</summary>
    private const string Hurry = "UPDATE charges SET look_at = least(look_at, (extract(epoch FROM now()) * 1000)::bigint) WHERE look_at IS NOT NULL";

    private readonly Witness _witness = arena.Witness;

    public IReadOnlyList<LedgerCharge> Charges { get; private set; } = [];

    public IReadOnlyList<VendorJob> Jobs { get; private set; } = [];

    public IReadOnlyList<string> Differences { get; private set; } = [];

    /// <summary>Until the books agree, or the time is over.</summary>
    public async Task WaitAsync(bool hurry, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        var patience = hurry ? Patience / 4 : Patience;
        do
        {
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, cancellationToken);
            if (hurry) await PostgresServer.ExecuteAsync(arena.Database, Hurry);
            await CompareAsync();
        }
        while (Differences.Count > 0 && TimeProvider.System.GetElapsedTime(started) < patience);
        foreach (var difference in Differences) _witness.Violated(difference);
    }

    /// <summary>What does not change any more by waiting.</summary>
    public async Task CheckAsync()
    {
        CheckSubmits();
        _witness.Expect(arena.Vendor.Traffic.UnmodelledCalls.Count == 0, () => $"The vendor was asked {arena.Vendor.Traffic.UnmodelledCalls[0]}");
        _witness.Expect(arena.Vendor.Traffic.WrongKeyCalls.Count == 0, () => $"The vendor saw a wrong key: {arena.Vendor.Traffic.WrongKeyCalls[0]}");
        var (exit, output) = await arena.Gateways[0].RunAsync("books", "check");
        _witness.Expect(exit == 0, () => $"books check: {output}");
        var held = await PostgresServer.AskAsync<decimal>(arena.Database, "SELECT coalesce(sum(held), 0) FROM balances");
        _witness.Expect(held == 0, () => $"{held} nano-dollars are still held in all balances together.");
    }

    private async Task CompareAsync()
    {
        (Charges, Jobs) = (await LedgerCharge.ReadAllAsync(arena.Database), arena.Moods.Bill());
        var byPrediction = Charges.Where(charge => charge.Prediction is not null).ToDictionary(charge => charge.Prediction!);
        var differences = Charges.Where(charge => !charge.HasEnded).Select(charge => $"Not ended: {charge}").ToList();
        foreach (var job in Jobs)
        {
            var billed = Usd.FromDollars(job.Billed).Nanos;
            var (name, charge) = (Order.NameIn(job), byPrediction.GetValueOrDefault(job.Id));
            if (charge is null) differences.Add($"Nobody owns {job.Id} for {name}, billed {billed}");
            else if (charge.Order != name || charge.Team != Order.TeamIn(name)) differences.Add($"{job.Id} for {name} is owned by {charge}");
            else if (charge.Settled != billed) differences.Add($"{job.Id} {job.Status} is billed {billed}: {charge}");
        }
        var jobs = Jobs.Select(job => job.Id).ToHashSet();
        differences.AddRange(Charges.Where(charge => charge.Settled != 0 && (charge.Prediction is null || !jobs.Contains(charge.Prediction))).Select(charge => $"The vendor bills nothing for {charge}"));
        Differences = differences;
    }

    /// <summary>A charge is sent at most once, and an order is bought at most once, however often its key came.</summary>
    private void CheckSubmits()
    {
        var charges = Charges.ToLookup(charge => charge.Order);
        foreach (var sent in arena.Vendor.Traffic.Submits.GroupBy(submit => Order.NameIn(submit.Text)))
            _witness.Expect(sent.Count() <= charges[sent.Key].Count(), () => $"{sent.Key} reached the vendor {sent.Count()} times for {string.Join(" and ", charges[sent.Key])}");
        foreach (var bought in Jobs.GroupBy(Order.NameIn).Where(bought => bought.Count() > 1))
            _witness.Violated($"{bought.Key} was bought {bought.Count()} times: {string.Join(" and ", charges[bought.Key])}");
    }
}
