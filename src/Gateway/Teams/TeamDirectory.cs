using System.Collections.Frozen;

namespace Gateway.Teams;

/// <summary>The teams, the company, the operators and their credentials, as one reading of the settings found them. Never changes.</summary>
internal sealed class TeamDirectory(
    Company company, IReadOnlyList<Team> teams, IReadOnlyDictionary<KeyHash, Credential> keys,
    IReadOnlyDictionary<CallerId, Identity> clients, IReadOnlyList<BudgetAlert> alerts)
{
    private readonly FrozenDictionary<KeyHash, Credential> _keys = keys.ToFrozenDictionary();
    private readonly FrozenDictionary<string, Team> _teams = teams.ToFrozenDictionary(team => team.Id.Name, StringComparer.OrdinalIgnoreCase);

    public Company Company => company;

    /// <summary>In configured order.</summary>
    public IReadOnlyList<Team> Teams => teams;

    public int KeyCount => _keys.Count;

    /// <summary>Who stands behind a token of an issuer: <c>entra:…</c>, <c>oidc:…</c>.</summary>
    public IReadOnlyDictionary<CallerId, Identity> Clients => clients;

    public IReadOnlyList<BudgetAlert> Alerts => alerts;

    /// <summary>Names compare without case, as configuration keys do.</summary>
    public Team? Find(string name) => _teams.GetValueOrDefault(name);

    public Credential? Find(in KeyHash hash) =>
        _keys.TryGetValue(hash, out var found) && found.Hash.FixedTimeEquals(hash) ? found : null;
}

/// <summary>A key of a team or an operator.</summary>
/// <param name="ExpiresAt">Good before this moment; null for always.</param>
internal sealed record Credential(KeyHash Hash, DateTimeOffset? ExpiresAt, Identity Identity);

/// <summary>At which shares of a budget's limit somebody wants to be told; each above 0 and at most 1.</summary>
internal sealed record BudgetAlert(Budget Budget, IReadOnlyList<decimal> Shares);
