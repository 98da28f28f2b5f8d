using Gateway.Configuration;

namespace Gateway.Telemetry;

/// <summary>Opens the management port and keeps callers' routes off it.</summary>
internal static class ManagementPortSetup
{
    public static WebApplicationBuilder AddManagementPort(this WebApplicationBuilder builder)
    {
        builder.Services.AddConfigurationCheck(ManagementPort.Faults);
        builder.Services.AddSingleton<ManagementPort>();
        return builder;
    }

    /// <summary>Before anything that answers. Addresses added to <c>app.Urls</c> earlier stand in for the configured ones.</summary>
    public static WebApplication UseManagementPort(this WebApplication app)
    {
        var management = app.Services.GetRequiredService<ManagementPort>();
        management.Listen();
        app.Use((http, next) =>
        {
            if (http.Connection.LocalPort != management.Number || http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)) return next(http);
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        return app;
    }
}
