using Microsoft.Extensions.Configuration.CommandLine;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Configuration;

/// <summary>Where settings come from: files beside the binary, files of the working directory, the environment, the command line; later ones win.</summary>
internal static class ConfigurationSetup
{
    /// <summary>
    /// A web application with Kestrel, routing and these settings, and nothing else switched on. The framework's own builder
    /// would read the files first and throw a stack trace at a misplaced comma.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            Args = args,
            EnvironmentName = EnvironmentName(args),
            ContentRootPath = Directory.GetCurrentDirectory(),
        });
        builder.AddGatewayConfiguration(args);
        builder.Services.AddRouting();
        builder.WebHost.UseKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Configure(context.Configuration.GetSection("Kestrel"));
        });
        return builder;
    }

    /// <summary>Replaces the sources of the builder. Throws <see cref="ConfigurationFaultException"/> naming every file that cannot be read.</summary>
    public static WebApplicationBuilder AddGatewayConfiguration(
        this WebApplicationBuilder builder, string[] args, string? besideBinary = null, string? workingDirectory = null)
    {
        var files = Files(builder.Environment.EnvironmentName, besideBinary ?? AppContext.BaseDirectory, workingDirectory ?? Directory.GetCurrentDirectory());
        RefuseBroken(files);
        var sources = ((IConfigurationBuilder)builder.Configuration).Sources;
        sources.Clear();
        sources.Add(new EnvironmentVariablesConfigurationSource { Prefix = "ASPNETCORE_" });
        sources.Add(new EnvironmentVariablesConfigurationSource { Prefix = "DOTNET_" });
        foreach (var file in files) sources.Add(file);
        sources.Add(new OrderKeepingSource(new EnvironmentVariablesConfigurationSource()));
        sources.Add(new OrderKeepingSource(new CommandLineConfigurationSource { Args = args }));
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<IReadOnlyList<WatchedJsonFileSource>>(files);
        builder.Services.AddSingleton<FileWatch>();
        builder.Services.AddHostedService(services => services.GetRequiredService<FileWatch>());
        return builder;
    }

    /// <summary>Adds values that every other source may override.</summary>
    public static WebApplicationBuilder AddConfigurationDefaults(this WebApplicationBuilder builder, IEnumerable<KeyValuePair<string, string?>> values)
    {
        ((IConfigurationBuilder)builder.Configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = values });
        return builder;
    }

    private static List<WatchedJsonFileSource> Files(string environment, params IEnumerable<string> folders) =>
    [
        .. folders
            .SelectMany(folder => new[] { "appsettings.json", $"appsettings.{environment}.json" }.Select(file => Path.GetFullPath(file, folder)))
            .Distinct()
            .Select(path => new WatchedJsonFileSource(path)),
    ];

    /// <summary>All broken files at once; adding the sources would stop at the first.</summary>
    private static void RefuseBroken(IEnumerable<WatchedJsonFileSource> files)
    {
        List<string> faults = [];
        foreach (var source in files)
        {
            try
            {
                source.File.Load();
            }
            catch (ConfigurationFaultException exception)
            {
                faults.AddRange(exception.Faults);
            }
        }
        if (faults.Count > 0) throw new ConfigurationFaultException(faults);
    }

    /// <summary>As the framework's builder decides it: the command line, then DOTNET_ENVIRONMENT, then ASPNETCORE_ENVIRONMENT.</summary>
    private static string EnvironmentName(string[] args)
    {
        // An empty variable is how a shell unsets one for a call.
        IConfigurationBuilder[] sources =
        [
            new ConfigurationBuilder().AddCommandLine(args),
            new ConfigurationBuilder().AddEnvironmentVariables("DOTNET_"),
            new ConfigurationBuilder().AddEnvironmentVariables("ASPNETCORE_"),
        ];
        return sources.Select(source => source.Build()["environment"]).FirstOrDefault(name => !string.IsNullOrWhiteSpace(name)) ?? Environments.Production;
    }
}
