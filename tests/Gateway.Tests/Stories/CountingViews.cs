using Gateway.Ledger;

namespace Gateway.Tests.Stories;

/// <summary>Counts what is read from the ledger.</summary>
internal sealed class CountingViews(ILedgerViews views) : ILedgerViews
{
    private int reads;

    public int Reads => Volatile.Read(ref reads);

    public Task<Charge?> FindAsync(ChargeId charge, CancellationToken cancellationToken) => Counted(views.FindAsync(charge, cancellationToken));
    public Task<Charge?> FindAsync(PredictionId prediction, CancellationToken cancellationToken) => Counted(views.FindAsync(prediction, cancellationToken));
    public Task<VendorBytes?> AnswerAsync(ChargeId charge, CancellationToken cancellationToken) => Counted(views.AnswerAsync(charge, cancellationToken));
    public Task<IReadOnlyList<Charge>> WithoutPredictionAsync(string model, CancellationToken cancellationToken) => Counted(views.WithoutPredictionAsync(model, cancellationToken));
    public Task<IReadOnlySet<PredictionId>> OwnedAsync(IReadOnlyCollection<PredictionId> predictions, CancellationToken cancellationToken) => Counted(views.OwnedAsync(predictions, cancellationToken));
    public Task<ChargePage> ListAsync(ChargeFilter filter, CancellationToken cancellationToken) => Counted(views.ListAsync(filter, cancellationToken));
    public Task<IReadOnlyList<BudgetStatus>> BudgetsAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken) => Counted(views.BudgetsAsync(budgets, cancellationToken));
    public Task<LedgerStanding> StandingAsync(CancellationToken cancellationToken) => Counted(views.StandingAsync(cancellationToken));
    public Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken) => views.ClockAsync(cancellationToken);
    public Task<BooksReport> CheckBooksAsync(CancellationToken cancellationToken) => Counted(views.CheckBooksAsync(cancellationToken));
    public Task<LedgerReach> ReachAsync(CancellationToken cancellationToken) => views.ReachAsync(cancellationToken);
    public Task ProbeAsync(CancellationToken cancellationToken) => views.ProbeAsync(cancellationToken);

    private Task<T> Counted<T>(Task<T> read)
    {
        Interlocked.Increment(ref reads);
        return read;
    }
}
