using Gateway.Http;
using Gateway.Teams;

namespace Gateway.Account;

/// <summary>Who reads the books: a team its own, an operator everybody's or those of the team asked for.</summary>
/// <param name="Team">Null: an operator who sees every team.</param>
internal sealed record Reader(Team? Team, TeamDirectory Directory)
{
    /// <summary>The suspended may read: what they owe does not depend on what they may buy.</summary>
    public static async ValueTask<(Reader? Reader, Problem? Refusal)> OfAsync(HttpContext http, Callers callers, Func<Problem> unknownTeam)
    {
        var directory = callers.Directory;
        var identity = await callers.IdentifyAsync(http);
        if (identity is Identity.Refused refused) return (null, refused.Problem);
        if (identity is Identity.Nobody) return (null, Callers.NoCredential);
        if (!QueryText.TrySingle(http.Request.Query, "team", out var name)) return (null, QueryText.Bad("team", "is given more than once"));
        if (identity is Identity.OfTeam { Team: var own })
            return name is null || name.Equals(own.Id.Name, StringComparison.OrdinalIgnoreCase)
                ? (new Reader(own, directory), null)
                : (null, QueryText.Bad("team", "a team's key reads its own team only"));
        if (name is null) return (new Reader(null, directory), null);
        return directory.Find(name) is { } team ? (new Reader(team, directory), null) : (null, unknownTeam());
    }

    public bool MaySee(TeamId team) => Team is null || Team.Id == team;
}
