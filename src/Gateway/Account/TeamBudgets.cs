using Gateway.Ledger;
using Gateway.Teams;

namespace Gateway.Account;

/// <summary>What a team may still spend.</summary>
internal sealed record TeamBudgets(string Team, IReadOnlyList<BudgetLine> Budgets)
{
    /// <summary>One look at the ledger for all teams, so that the lines belong to one moment.</summary>
    public static async Task<IReadOnlyList<TeamBudgets>> OfAsync(IReadOnlyList<Team> teams, ILedgerViews views, CancellationToken cancellationToken)
    {
        Budget[] budgets = [.. teams.SelectMany(team => team.Budgets)];
        IReadOnlyList<BudgetStatus> statuses = budgets.Length == 0 ? [] : await views.BudgetsAsync(budgets, cancellationToken);
        var lines = new Queue<BudgetLine>(statuses.Select(BudgetLine.Of));
        return [.. teams.Select(team => new TeamBudgets(team.Id.Name, [.. team.Budgets.Select(_ => lines.Dequeue())]))];
    }
}

/// <summary>One budget in its current period. Remaining is never below zero.</summary>
internal sealed record BudgetLine(
    string Name, string Period, Usd LimitUsd, Usd SpentUsd, Usd HeldUsd, Usd RemainingUsd, DateTimeOffset? ResetsAt)
{
    public static BudgetLine Of(BudgetStatus status) => new(
        status.Budget.Name, status.Budget.Period.ToString(), status.Budget.Limit, status.Settled, status.Held, status.Remaining, status.Window.End);
}
