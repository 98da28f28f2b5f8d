using System.Globalization;
using Gateway.Configuration;

namespace Gateway.Teams;

/// <summary>Reads a <c>Budgets</c> section; the shares at which somebody wants to be told are put aside.</summary>
internal sealed class BudgetSection(List<BudgetAlert> alerts)
{
    /// <summary>In configured order; what cannot be read is a fault and left out.</summary>
    public IReadOnlyList<Budget> Read(StrictSection owner, BudgetScope scope)
    {
        List<Budget> budgets = [];
        foreach (var section in owner.Sections("Budgets"))
            if (ReadOne(section, scope) is { } budget) budgets.Add(budget);
        return budgets;
    }

    private Budget? ReadOne(StrictSection section, BudgetScope scope)
    {
        if (!Names.IsGood(section.Name)) section.Fault($"the budget needs {Names.Expected}");
        var period = section.Required<BudgetPeriod>("Period", TryParsePeriod, $"one of {string.Join(", ", Enum.GetNames<BudgetPeriod>())}");
        var limit = section.Required<Usd>("LimitUsd", Usd.TryParse, "an amount of US dollars");
        if (limit < Usd.Zero) section.Fault("LimitUsd", $"'{limit}' is below zero; 0 refuses everything");
        var shares = Shares(section);
        section.RefuseUnknownKeys();
        if (period is null || limit is null) return null;
        var budget = new Budget(scope, section.Name, period.Value, limit.Value);
        if (shares.Count > 0) alerts.Add(new BudgetAlert(budget, shares));
        return budget;
    }

    private static IReadOnlyList<decimal> Shares(StrictSection section)
    {
        List<decimal> shares = [];
        foreach (var (key, text) in section.List("AlertAt") ?? [])
        {
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1) shares.Add(share);
            else section.Fault(key, $"'{text}' is not a share of the limit: above 0, at most 1");
        }
        return shares;
    }

    /// <summary>By name only: Enum.TryParse would take numbers too.</summary>
    private static bool TryParsePeriod(string text, out BudgetPeriod period)
    {
        period = default;
        return text.All(char.IsAsciiLetter) && Enum.TryParse(text, ignoreCase: true, out period);
    }
}
