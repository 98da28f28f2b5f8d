using Gateway.Cli;
using Gateway.Http;
using Gateway.Models;
using Gateway.Predictions;

namespace Gateway;

internal static class Program
{
    private static Task<int> Main(string[] args) => GatewayCommand.RunAsync(args, settings => Build(settings).RunAsync());

    /// <param name="customise">Tests put their own clock here, and commands their own logging.</param>
    internal static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customise = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<Origin>();
        builder.AddPredictions();
        builder.AddModels();
        customise?.Invoke(builder);

        var app = builder.Build();
        app.MapPredictions();
        app.MapModels();
        return app;
    }
}
