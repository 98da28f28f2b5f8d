using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task Two_hundred_at_once_on_room_for_four_are_four()
    {
        var budgets = new[] { new Budget(BudgetScope.Company, "all", BudgetPeriod.Day, Dollars(4)), Monthly(100) };
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Ask(Request(1, budgets: budgets)))));
        Assert.Equal(4, outcomes.Count(outcome => outcome is HoldOutcome.Held));
        Assert.Equal(196, outcomes.Count(outcome => outcome is HoldOutcome.OverBudget));
        await AssertBalance(budgets[0], 0, 4);
    }

    [Fact]
    public async Task Two_hundred_at_once_under_a_cap_of_four_are_four()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => Ask(Request() with { MaxInFlight = 4 }))));
        Assert.Equal(4, outcomes.Count(outcome => outcome is HoldOutcome.Held));
    }

    [Fact]
    public async Task First_come_is_first_served()
    {
        var requests = Enumerable.Range(0, 50).Select(_ => Request(1, budgets: Monthly(7))).ToList();
        var outcomes = await Task.WhenAll(requests.Select(Ask));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => i < 7), outcomes.Select(outcome => outcome is HoldOutcome.Held));
    }

    [Fact]
    public async Task Sixty_four_writers_live_whole_lives_at_once()
    {
        var budget = Monthly(40);
        var held = await Task.WhenAll(Enumerable.Range(0, 64).Select(writer => Task.Run(() => LiveAsync(writer, budget))));
        Assert.True(held.Sum() > 64);
        var (settled, open) = await Balance(budget);
        Assert.True(settled + open <= Dollars(40));
        await AssertBooksBalance();
    }

    private async Task<int> LiveAsync(int writer, Budget budget)
    {
        var (random, held) = (new Random(writer), 0);
        for (var i = 0; i < 12; i++)
        {
            var request = Request(random.Next(1, 4) / 2m, body: $"{writer % 5}", budgets: budget);
            if (await Ask(request) is not HoldOutcome.Held) continue;
            held++;
            var prediction = NewPrediction();
            switch (random.Next(5))
            {
                case 0: await Ledger.ReleaseAsync(request.Charge, ReleaseReason.Refused, "no"); continue;
                case 1: await Ledger.MarkUnknownAsync(request.Charge, "cut"); break;
                case 2: await Ledger.AbandonSendsAsync(); break;
            }

            await Ledger.RememberAsync(request.Charge, prediction, Bytes("ok"));
            await Ledger.TakeDueAsync(5);
            var verdict = random.Next(3) switch { 0 => Failure(), 1 => Success(), _ => Success(0.1m) };
            await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Ledger.SettleAsync(request.Charge, verdict)));
        }

        return held;
    }
}
