using FsCheck;
using FsCheck.Fluent;
using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    private const int Histories = 80;

    /// <summary>The same histories every time; another seed (and an odd gamma) makes others.</summary>
    private const ulong Seed = 20260318, Gamma = 1;

    private static readonly Arbitrary<int[]> Steps =
        Arb.From(Gen.Choose(0, int.MaxValue).ArrayOf(), ArbMap.Default.ArbFor<int[]>().Shrinker);

    private int _histories;

    /// <summary>Laws 1, 3 and 10, whatever happens in whatever order. A failure prints the seed and the shortest history found.</summary>
    [Fact]
    public void Any_history_keeps_the_laws_and_agrees_with_the_reference() =>
        Prop.ForAll(Steps, steps => Live(steps, together: 1).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Histories).WithEndSize(80).WithReplay(Seed, Gamma));

    [Fact]
    public void Any_history_committed_in_batches_keeps_the_books_balanced() =>
        Prop.ForAll(Steps, steps => Live(steps, together: 8).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(Histories / 2).WithEndSize(120).WithReplay(Seed, Gamma));

    /// <summary>Each history has teams and callers of its own, so that they share a file and not a balance.</summary>
    private async Task Live(int[] steps, int together)
    {
        // The history before may have set the clock back; this one begins where the ledger's stands.
        Time.SetUtcNow(Assert.IsType<HoldOutcome.Held>(await Ask(Request(team: new TeamId("clock")))).At);
        var history = new LedgerHistory(Ledger, Views, Time, $"t{Interlocked.Increment(ref _histories)}-") { Alone = together == 1 };
        if (together == 1)
            foreach (var step in steps) await history.StepAsync(step);
        else
            foreach (var chunk in steps.Chunk(together)) await Task.WhenAll(chunk.Select(history.ActAsync));

        if (together == 1) await history.CompareAsync();
        await AssertBooksBalance();
    }
}
