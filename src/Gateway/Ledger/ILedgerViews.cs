namespace Gateway.Ledger;

/// <summary>What the ledger holds, as last committed. Reads never wait for the writer.</summary>
internal interface ILedgerViews
{
    Task<Charge?> FindAsync(ChargeId charge, CancellationToken cancellationToken);

    Task<Charge?> FindAsync(PredictionId prediction, CancellationToken cancellationToken);

    /// <summary>The first final answer a verdict brought, and before it the vendor's answer to the submit; null where neither was kept.</summary>
    Task<VendorBytes?> AnswerAsync(ChargeId charge, CancellationToken cancellationToken);

    /// <summary>
    /// The charges without a prediction that a history row of this model could belong to: unknown, being sent, and those
    /// released as absent within the last 24 h; oldest first.
    /// </summary>
    Task<IReadOnlyList<Charge>> WithoutPredictionAsync(string model, CancellationToken cancellationToken);

    /// <summary>Those of the given predictions that some charge owns.</summary>
    Task<IReadOnlySet<PredictionId>> OwnedAsync(IReadOnlyCollection<PredictionId> predictions, CancellationToken cancellationToken);

    /// <summary>
    /// The clock by which <see cref="Charge.SentAt"/> and <see cref="Charge.SendingUntil"/> are written, which is not the process's own where
    /// several share the ledger: a SQLite file goes by this machine's, PostgreSQL by the database's.
    /// </summary>
    Task<DateTimeOffset> ClockAsync(CancellationToken cancellationToken);

    /// <summary>Newest first, a page at a time.</summary>
    Task<ChargePage> ListAsync(ChargeFilter filter, CancellationToken cancellationToken);

    /// <summary>What each budget's current period holds and has settled, in the given order.</summary>
    Task<IReadOnlyList<BudgetStatus>> BudgetsAsync(IReadOnlyList<Budget> budgets, CancellationToken cancellationToken);

    /// <summary>How many charges are under way, unknown and overdue; a few indexed counts.</summary>
    Task<LedgerStanding> StandingAsync(CancellationToken cancellationToken);

    /// <summary>Recomputes every balance from the journal and replays every admission in commit order.</summary>
    Task<BooksReport> CheckBooksAsync(CancellationToken cancellationToken);

    /// <summary>Where the ledger's clock stands, and how far back it remembers.</summary>
    Task<LedgerReach> ReachAsync(CancellationToken cancellationToken);

    /// <summary>Throws <see cref="LedgerUnavailableException"/> when the ledger cannot be written to.</summary>
    Task ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>Which charges to list; every member narrows.</summary>
/// <param name="From">Held at or after.</param>
/// <param name="To">Held before.</param>
/// <param name="Before">The last charge of the page before.</param>
/// <param name="Limit">1 to 500.</param>
internal sealed record ChargeFilter(
    TeamId? Team = null, ChargeState? State = null, DateTimeOffset? From = null, DateTimeOffset? To = null, ChargeId? Before = null, int Limit = 50);

/// <param name="Next">Pass as <see cref="ChargeFilter.Before"/> for the next page; null at the end.</param>
internal sealed record ChargePage(IReadOnlyList<Charge> Charges, ChargeId? Next);

/// <summary>One budget in its current period.</summary>
internal sealed record BudgetStatus(Budget Budget, PeriodWindow Window, Usd Settled, Usd Held)
{
    public Usd Remaining => Usd.Max(Usd.Zero, Budget.Limit - Settled - Held);
}

/// <param name="InFlight">Held and submitted charges, by team.</param>
/// <param name="Unknown">Charges whose outcome is not known, by team.</param>
/// <param name="Overdue">Charges whose look is due and was not taken yet.</param>
internal sealed record LedgerStanding(IReadOnlyDictionary<TeamId, long> InFlight, IReadOnlyDictionary<TeamId, long> Unknown, long Overdue)
{
    /// <param name="counts">Rows of the query <c>standing</c>.</param>
    public static LedgerStanding Of(IEnumerable<(string What, string? Team, long Count)> counts)
    {
        var (inFlight, unknown, overdue) = (new Dictionary<TeamId, long>(), new Dictionary<TeamId, long>(), 0L);
        foreach (var (what, team, count) in counts)
        {
            switch (what)
            {
                case "in-flight": inFlight[new TeamId(team!)] = count; break;
                case "unknown": unknown[new TeamId(team!)] = count; break;
                default: overdue = count; break;
            }
        }

        return new LedgerStanding(inFlight, unknown, overdue);
    }
}

/// <param name="LatestAt">When the newest batch was committed, by the ledger's clock, which never goes back; null in new books.</param>
/// <param name="RemembersSince">Charges that ended before it are forgotten; null while none is.</param>
internal sealed record LedgerReach(DateTimeOffset? LatestAt, DateTimeOffset? RemembersSince);

/// <param name="Differences">One sentence for each law that is broken; empty when the books are clean.</param>
internal sealed record BooksReport(
    long Charges, long Entries, long Admissions, Usd Settled, Usd Held, IReadOnlyList<string> Differences);
