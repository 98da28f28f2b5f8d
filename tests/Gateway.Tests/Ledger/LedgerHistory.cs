using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>Turns numbers into steps of a life, and takes each on the ledger and on the reference.</summary>
internal sealed class LedgerHistory(ILedger ledger, ILedgerViews views, ManualTime time, string name)
{
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan[] Leaps =
        [TimeSpan.FromSeconds(31), TimeSpan.FromMinutes(70), TimeSpan.FromHours(30), TimeSpan.FromDays(9), TimeSpan.FromDays(33), TimeSpan.FromHours(-50)];

    private readonly ReferenceLedger _reference = new(time.GetUtcNow());
    private readonly TeamId[] _teams = [new(name + "a"), new(name + "b")];
    private long _scale = 1;

    public async Task StepAsync(int step)
    {
        var act = Decode(step, out var kind, out var random);
        if (kind is >= 26 and < 30)
        {
            time.SetUtcNow(time.GetUtcNow() + Leaps[random.Next(Leaps.Length)]);
            return;
        }

        _reference.Tick(time.GetUtcNow());
        await act();
    }

    public Task ActAsync(int step) => Decode(step, out var kind, out _) is var act && kind >= 26 ? Task.CompletedTask : act();

    /// <summary>State and money of every charge and of every budget one could ask for.</summary>
    public async Task CompareAsync()
    {
        foreach (var line in _reference.Lines.Where(line => !line.Gone))
        {
            var charge = await views.FindAsync(line.Id, CancellationToken.None);
            Assert.NotNull(charge);
            Assert.Equal(
                (line.State, line.Settled, line.Source, line.Reason, line.Prediction, line.Claimed, line.HeldAt),
                (charge.State, charge.SettledUsd.Nanos, charge.PriceSource, charge.ReleaseReason, charge.Prediction, charge.Claimed, charge.HeldAt));
        }

        var budgets = _teams.SelectMany(team => Budgets(team, 1)).Where(budget => budget.Scope != BudgetScope.Company).ToList();
        foreach (var status in await views.BudgetsAsync(budgets, CancellationToken.None))
        {
            var lines = _reference.In(status.Budget, status.Window.Start).ToList();
            Assert.Equal((lines.Sum(line => line.Settled), lines.Sum(line => line.Held)), (status.Settled.Nanos, status.Held.Nanos));
        }
    }

    /// <summary>Forgets all that may go by now, in steps of a few rows, and what is gone is asked for no more.</summary>
    public async Task ForgetAsync()
    {
        var cut = new ForgetCut(time.GetUtcNow(), time.GetUtcNow(), MaxRows: 12);
        while ((await ledger.ForgetAsync(cut)).More) { }
        foreach (var line in _reference.Lines.Where(line => !line.Gone))
        {
            if (await views.FindAsync(line.Id, CancellationToken.None) is not null) continue;
            Assert.False(line.Open, $"{line.Id} was {line.State} and is forgotten.");
            (line.Gone, line.Prediction) = (true, null);
            Forgotten++;
        }
    }

    public int Forgotten { get; private set; }

    private Func<Task> Decode(int step, out int kind, out Random random)
    {
        var seed = new Random(step);
        kind = seed.Next(30);
        random = seed;
        var (line, price) = (Pick(seed), seed.Next(3) == 0 ? (long?)null : seed.Next(1, 40));
        var prediction = new PredictionId($"{name}-{seed.Next(12)}");
        if (kind < 8 || line is null) return () => HoldAsync(seed);
        return kind switch
        {
            < 12 => () => RememberAsync(line, prediction),
            < 14 => () => SettleAsync(line, true, price),
            < 16 => () => SettleAsync(line, false, seed.Next(3) == 0 ? price : null, seed.Next(2) == 0 ? "timeout" : "failed"),
            < 18 => () => ClaimAsync(line, prediction),
            < 19 => () => UnknownAsync(line),
            < 21 => () => ReleaseAsync(line, (ReleaseReason)seed.Next(1, 3 + 3)),
            < 22 => () => ReviewAsync(line),
            < 23 => () => ResolveAsync(line, price),
            < 24 => () => AdjustAsync(line, seed.Next(-30, 30)),
            < 25 => LimitsAsync(seed),
            _ => () => SettleTwiceAsync(line, price),
        };
    }

    /// <summary>A reload of the settings; the ledger goes on meanwhile.</summary>
    private Func<Task> LimitsAsync(Random seed) => () =>
    {
        _scale = seed.Next(1, 5);
        return ledger.TakeDueAsync(2);
    };

    private ReferenceLedger.Line? Pick(Random seed)
    {
        lock (_reference)
            return _reference.Lines.Count == 0 ? null : _reference.Lines[seed.Next(_reference.Lines.Count)] is { Gone: false } line ? line : null;
    }

    private Budget[] Budgets(TeamId team, long scale) =>
    [
        new(BudgetScope.Company, "all", BudgetPeriod.Total, new Usd(long.MaxValue)),
        .. Enum.GetValues<BudgetPeriod>().Select(period => new Budget(BudgetScope.Team(team), $"team {period}", period, new Usd(scale * (50 + (int)period * 20)))),
        .. Enum.GetValues<BudgetPeriod>().Select(period => new Budget(BudgetScope.Caller(new CallerId(team + "/x")), $"key {period}", period, new Usd(scale * (40 + (int)period * 25)))),
    ];

    private async Task HoldAsync(Random seed)
    {
        var team = _teams[seed.Next(2)];
        var body = $"{name}{seed.Next(3)}";
        var caller = new CallerId(seed.Next(2) == 0 ? team + "/x" : team + "/y");
        var quoted = seed.Next(1, 25);
        var budgets = Budgets(team, _scale).Where(budget => budget.Scope != BudgetScope.Caller(new CallerId(team + "/x")) || caller.Name.EndsWith('x'));
        var request = new HoldRequest
        {
            Charge = ChargeId.New(),
            Team = team,
            Caller = caller,
            Operation = "generateVideo",
            Quote = new Quote("m", new Usd(quoted), new Usd(quoted + seed.Next(5)), null, "v", []),
            Budgets = [.. budgets.Where(_ => seed.Next(4) > 0)],
            MaxInFlight = seed.Next(3) == 0 ? 6 : null,
            Fingerprint = new Fingerprint(new Dictionary<string, string>(), body),
            SendTimeout = SendTimeout,
        };
        var (fits, inFlight) = (_reference.HoldFits(request), _reference.InFlight(team));
        var expected = !fits ? typeof(HoldOutcome.OverBudget) : inFlight >= request.MaxInFlight ? typeof(HoldOutcome.TooManyInFlight) : typeof(HoldOutcome.Held);
        var outcome = await ledger.HoldAsync(request, CancellationToken.None);
        if (Alone) Assert.IsType(expected, outcome);
        if (outcome is HoldOutcome.Held)
            lock (_reference) _reference.Hold(request, body);
    }

    /// <summary>Steps taken one at a time are compared; steps taken at once only have to keep the books.</summary>
    public bool Alone { get; init; } = true;

    private async Task RememberAsync(ReferenceLedger.Line line, PredictionId prediction)
    {
        if (Alone) _reference.Remember(line, prediction);
        await ledger.RememberAsync(line.Id, prediction, new VendorBytes("t", new byte[1]));
    }

    private async Task SettleAsync(ReferenceLedger.Line line, bool succeeded, long? price, string word = "completed")
    {
        var (owed, open) = (line.Settled, line.Open);
        if (Alone) _reference.Settle(line, succeeded, word == "timeout", price);
        var outcome = await ledger.SettleAsync(line.Id, new Verdict(succeeded, word, price is { } usd ? new Usd(usd) : null, null));
        if (Alone) Assert.Equal(open || owed != line.Settled, outcome.Moved);
    }

    private async Task SettleTwiceAsync(ReferenceLedger.Line line, long? price)
    {
        await SettleAsync(line, true, price);
        if (Alone) Assert.False((await ledger.SettleAsync(line.Id, new Verdict(true, "completed", price is { } usd ? new Usd(usd) : null, null))).Moved);
    }

    private async Task ClaimAsync(ReferenceLedger.Line line, PredictionId prediction) =>
        Same(() => _reference.Claim(line, prediction, SendTimeout), await ledger.ClaimAsync(line.Id, prediction));

    private async Task UnknownAsync(ReferenceLedger.Line line)
    {
        if (Alone) _reference.MarkUnknown(line);
        await ledger.MarkUnknownAsync(line.Id, "cut");
    }

    private async Task ReleaseAsync(ReferenceLedger.Line line, ReleaseReason reason)
    {
        var real = reason is ReleaseReason.Failed or ReleaseReason.Timeout ? ReleaseReason.Absent : reason;
        Same(() => _reference.Release(line, real), await ledger.ReleaseAsync(line.Id, real, "why"));
    }

    private async Task ReviewAsync(ReferenceLedger.Line line) => Same(() => _reference.Review(line), await ledger.ReviewAsync(line.Id, "why"));

    private async Task ResolveAsync(ReferenceLedger.Line line, long? usd) =>
        Same(() => _reference.Resolve(line, usd, SendTimeout), await ledger.ResolveAsync(line.Id, usd is { } nanos ? new Usd(nanos) : null, new OperatorNote("o", "r")));

    private async Task AdjustAsync(ReferenceLedger.Line line, long difference) =>
        Same(() => _reference.Adjust(line, difference), await ledger.AdjustAsync(line.Id, new Usd(difference), new OperatorNote("o", "r")));

    private void Same(Func<bool> expected, bool actual)
    {
        if (Alone) Assert.Equal(expected(), actual);
    }
}
