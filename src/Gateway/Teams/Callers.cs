using Gateway.Http;

namespace Gateway.Teams;

/// <summary>Answers «who is asking?» for a request, from the directory that is in force.</summary>
internal sealed class Callers
{
    /// <summary>Reads <c>Authorization: Bearer</c> or <c>x-api-key</c>. A task, because tokens of an issuer will need one.</summary>
    public ValueTask<Identity> IdentifyAsync(HttpContext http) => throw new NotImplementedException();

    /// <summary>The team that asks, or the refusal to answer with: 401 for nobody and bad credentials, 403 for operators.</summary>
    public async ValueTask<(Identity.OfTeam? Team, Problem? Refusal)> TeamAsync(HttpContext http, bool paying = true)
    {
        await Task.CompletedTask;
        throw new NotImplementedException();
    }

    public static Company Company => throw new NotImplementedException();
}
