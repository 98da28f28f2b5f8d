using Gateway.Http;

namespace Gateway.Teams;

/// <summary>Who is asking.</summary>
internal abstract record Identity
{
    private Identity() { }

    /// <summary>A service or person of a team.</summary>
    /// <param name="Budgets">All that apply to a request of this caller: the team's, the key's, the company's.</param>
    internal sealed record OfTeam(Team Team, CallerId Caller, IReadOnlyList<Budget> Budgets) : Identity;

    /// <summary>Someone who looks after the gateway; never a team.</summary>
    internal sealed record OfOperator(string Name, OperatorRole Role) : Identity;

    /// <summary>No credential was sent.</summary>
    internal sealed record Nobody : Identity;

    /// <summary>A credential was sent and is not good: 401.</summary>
    internal sealed record Refused(Problem Problem) : Identity;
}
