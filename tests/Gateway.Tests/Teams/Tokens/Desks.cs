using Gateway.Teams.Tokens;
using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Teams.Tokens;

internal static class Desks
{
    public static TokenDeskSource Of(IConfiguration configuration, TimeProvider time, LogLines<TokenDeskSource>? log = null) =>
        new(configuration, time, log ?? new LogLines<TokenDeskSource>());
}
