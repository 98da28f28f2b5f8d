namespace Gateway.Ledger.Writing;

/// <summary>One balance: a scope in one period.</summary>
/// <param name="Start">Of the period, in milliseconds since 1970.</param>
internal readonly record struct BalanceKey(string Scope, BudgetPeriod Period, long Start)
{
    private static readonly BudgetPeriod[] Periods = Enum.GetValues<BudgetPeriod>();

    public static BalanceKey Of(Budget budget, DateTimeOffset at) =>
        new(budget.Scope.Value, budget.Period, UnixTime.Of(PeriodWindow.Containing(budget.Period, at).Start));

    /// <summary>
    /// Every balance a charge belongs to: all periods of the company, its team and its caller, whatever budgets are configured, so that a
    /// budget that is added later finds what was spent.
    /// </summary>
    public static BalanceKey[] Of(TeamId team, CallerId caller, DateTimeOffset heldAt)
    {
        string[] scopes = [BudgetScope.Company.Value, BudgetScope.Team(team).Value, BudgetScope.Caller(caller).Value];
        var keys = new BalanceKey[scopes.Length * Periods.Length];
        var at = 0;
        foreach (var period in Periods)
        {
            var start = UnixTime.Of(PeriodWindow.Containing(period, heldAt).Start);
            foreach (var scope in scopes) keys[at++] = new BalanceKey(scope, period, start);
        }

        return keys;
    }

    public override string ToString() => $"{Scope}, {Words<BudgetPeriod>.Of(Period)} from {UnixTime.Read(Start):yyyy-MM-dd HH:mm} UTC";
}
