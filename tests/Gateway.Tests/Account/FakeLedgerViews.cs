using Gateway.Ledger;

namespace Gateway.Tests.Account;

/// <summary>Shows the charges and balances a test put in.</summary>
internal sealed class FakeLedgerViews : ILedgerViews
{
    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public List<Charge> Charges { get; } = [];
    public Dictionary<string, (Usd Settled, Usd Held)> Balances { get; } = [];
    public ChargeFilter? LastFilter { get; private set; }
    public bool Unavailable { get; set; }

    public Task<Charge?> FindAsync(ChargeId charge, CancellationToken cancellationToken) => Task.FromResult(Charges.Find(each => each.Id == charge));

    public Task<ChargePage> ListAsync(ChargeFilter filter, CancellationToken cancellationToken)
    {
        LastFilter = filter;
        Charge[] found = [.. Charges.Where(charge => filter.Team is null || charge.Team == filter.Team)];
        return Task.FromResult(new ChargePage([.. found.Take(filter.Limit)], found.Length > filter.Limit ? found[filter.Limit - 1].Id : null));
    }

    public Task<IReadOnlyList<BudgetStatus>> BudgetsAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken)
    {
        if (Unavailable) throw new LedgerUnavailableException("the disk is full: secret path");
        return Task.FromResult<IReadOnlyList<BudgetStatus>>([.. budgets.Select(Status)]);
    }

    public Task<Charge?> FindAsync(PredictionId prediction, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<VendorBytes?> AnswerAsync(ChargeId charge, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IReadOnlyList<Charge>> WithoutPredictionAsync(string model, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<IReadOnlySet<PredictionId>> OwnedAsync(IReadOnlyCollection<PredictionId> predictions, CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<LedgerStanding> StandingAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<BooksReport> CheckBooksAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task<LedgerReach> ReachAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    public Task ProbeAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public static Charge Charge(string team, string id) => new()
    {
        Id = new ChargeId(id), Team = new TeamId(team), Caller = new CallerId($"{team}/key"), Operation = "generateVideo", Model = "bytedance/seedance-2.0",
        State = ChargeState.Settled, QuotedUsd = new Usd(1_209_600_000), HoldUsd = new Usd(1_300_000_000), SettledUsd = new Usd(1_200_000_000),
        PriceSource = PriceSource.Vendor, Tokens = 108_000.5m, PriceBookVersion = "2026-11-01", Fingerprint = new(new Dictionary<string, string>(), "x"),
        HeldAt = Now, SentAt = Now, SendingUntil = Now, EndedAt = Now.AddMinutes(2), Prediction = new PredictionId("p-1"), Tags = "project=x", Note = null,
    };

    private BudgetStatus Status(Budget budget)
    {
        var (settled, held) = Balances.GetValueOrDefault($"{budget.Scope} {budget.Name}");
        return new BudgetStatus(budget, PeriodWindow.Containing(budget.Period, Now), settled, held);
    }
}
