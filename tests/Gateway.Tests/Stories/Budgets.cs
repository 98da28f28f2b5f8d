using System.Globalization;
using System.Text.Json;

namespace Gateway.Tests.Stories;

/// <summary>A team's budget as <c>GET /gateway/v1/budgets</c> shows it.</summary>
internal sealed record BudgetView(string Name, string Period, decimal Limit, decimal Spent, decimal Held, decimal Remaining, DateTimeOffset? ResetsAt)
{
    public static IReadOnlyList<BudgetView> Read(Answer answer)
    {
        if (answer.Status != 200) throw new InvalidOperationException($"Budgets: {answer}");
        return [.. answer.Json.GetProperty("budgets").EnumerateArray().Select(Read)];
    }

    private static BudgetView Read(JsonElement budget) => new(
        budget.GetProperty("name").GetString()!, budget.GetProperty("period").GetString()!,
        Amount(budget, "limitUsd"), Amount(budget, "spentUsd"), Amount(budget, "heldUsd"), Amount(budget, "remainingUsd"),
        budget.TryGetProperty("resetsAt", out var at) && at.ValueKind == JsonValueKind.String ? at.GetDateTimeOffset() : null);

    private static decimal Amount(JsonElement budget, string name) => decimal.Parse(budget.GetProperty(name).GetString()!, CultureInfo.InvariantCulture);
}
