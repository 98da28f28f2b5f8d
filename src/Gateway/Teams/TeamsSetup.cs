using Gateway.Configuration;
using Gateway.Teams.Tokens;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Teams;

/// <summary>Registers who may ask.</summary>
internal static class TeamsSetup
{
    public static WebApplicationBuilder AddTeams(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddConfigurationCheck(TeamDirectoryReader.FaultsOf);
        builder.Services.AddSingleton<TeamDirectorySource>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TeamDirectorySource>());
        builder.Services.AddConfigurationCheck(TokenSettings.FaultsOf);
        builder.Services.AddConfigurationCheck(ClientIssuers.FaultsOf);
        builder.Services.AddSingleton<TokenDeskSource>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TokenDeskSource>());
        builder.Services.AddConfigurationCheck(FailedAuthentications.FaultsOf);
        builder.Services.AddSingleton<FailedAuthentications>();
        builder.Services.AddSingleton<Callers>();
        return builder;
    }
}
