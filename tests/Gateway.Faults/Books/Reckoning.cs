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
        foreach (var twice in Comparison.Twice(Charges, Jobs, arena.Vendor.Traffic.Submits)) _witness.Violated(twice);
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
        Differences = Comparison.Of(Charges, Jobs);
    }
}
