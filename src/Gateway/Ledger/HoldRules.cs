namespace Gateway.Ledger;

/// <summary>What a request for a hold must be, whoever builds it; anything else is a fault of the program.</summary>
internal static class HoldRules
{
    public static void Check(HoldRequest request)
    {
        if (request.Quote.Usd <= Usd.Zero || request.Quote.HoldUsd < request.Quote.Usd)
            throw new ArgumentException($"A hold covers its quote, and neither is zero (quoted {request.Quote.Usd}, hold {request.Quote.HoldUsd}).", nameof(request));
        foreach (var budget in request.Budgets)
            if (budget.Scope != BudgetScope.Company && budget.Scope != BudgetScope.Team(request.Team) && budget.Scope != BudgetScope.Caller(request.Caller))
                throw new ArgumentException($"Budget '{budget.Name}' of {budget.Scope} does not count charges of {request.Caller}.", nameof(request));
    }
}
