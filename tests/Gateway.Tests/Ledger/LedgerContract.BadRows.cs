using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task A_row_that_the_database_refuses_fails_nobody_else()
    {
        await RefuseTagAsync("bad");
        var budget = Monthly(20);
        var requests = Enumerable.Range(0, 60).Select(i => Request(1, budgets: budget) with { Tags = i % 17 == 5 ? "bad" : "good" }).ToList();
        var outcomes = await Task.WhenAll(requests.Select(request => Record.ExceptionAsync(async () => Assert.IsType<HoldOutcome.Held>(await Ask(request))).AsTask()));

        // First come, first served, as if the bad ones had never been there.
        var served = requests.Where(request => request.Tags == "good").Take(20).Select(request => request.Charge).ToHashSet();
        for (var i = 0; i < requests.Count; i++)
        {
            if (served.Contains(requests[i].Charge)) Assert.Null(outcomes[i]);
            else Assert.NotNull(outcomes[i]);
            Assert.IsNotType<LedgerUnavailableException>(outcomes[i]);
        }

        await AssertBalance(budget, 0, 20);
    }

    [Fact]
    public async Task Text_that_no_database_keeps_fails_alone()
    {
        var bad = Request() with { Tags = "lone surrogate \ud800 and a zero \0" };
        var refused = Record.ExceptionAsync(() => Ask(bad)).AsTask();
        Assert.IsType<HoldOutcome.Held>(await Ask(Request()));
        Assert.IsNotType<LedgerUnavailableException>(await refused);
        await Views.ProbeAsync(CancellationToken.None);
    }
}
