namespace Gateway.Teams;

internal static class TeamKey
{
    public static (string Token, string Sha256) New() => throw new NotImplementedException();
}
