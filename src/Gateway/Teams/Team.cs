namespace Gateway.Teams;

/// <summary>A team as configured: what it may use and how much it may spend.</summary>
/// <param name="Models">Patterns of models the team may use (<c>*</c> stands for any text); null for every priced model.</param>
/// <param name="Budgets">The team's own, in configured order.</param>
internal sealed record Team(
    TeamId Id, string? CostCenter, bool Suspended, int? MaxInFlight, int? RequestsPerMinute, int? PollsPerMinute,
    IReadOnlyList<string>? Models, IReadOnlyList<Budget> Budgets)
{
    public bool MayUse(string model) => Models is null || Models.Any(pattern => ModelPattern.Matches(pattern, model));

    /// <summary>Whether a model of this family could be one of the team's.</summary>
    public bool MayUseSomeOf(string family) => Models is null || Models.Any(pattern => ModelPattern.Overlap(pattern, family));
}

/// <summary>What applies to every team at once.</summary>
internal sealed record Company(bool Suspended, IReadOnlyList<Budget> Budgets);

/// <summary>Finance reads every team; Admin also changes things.</summary>
internal enum OperatorRole { Finance, Admin }
