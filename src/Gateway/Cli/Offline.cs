using System.CommandLine;

namespace Gateway.Cli;

/// <summary>The gateway's parts as configured here, for a command, without serving.</summary>
internal static class Offline
{
    public static readonly Option<string[]> Settings = new("--set")
    {
        Description = "A setting for this call, as Key:Sub=value; may be given several times.",
        Recursive = true,
        AllowMultipleArgumentsPerToken = false,
    };

    /// <summary>Runs with the parts, and disposes of them after. Faults in the configuration come out as such.</summary>
    public static async Task<int> WithAsync(ParseResult parse, Func<IServiceProvider, Task<int>> run)
    {
        var settings = parse.GetValue(Settings) ?? [];
        await using var gateway = Program.Build([.. settings.Select(setting => $"--{setting}")], builder =>
        {
            // What a command prints is its answer; only faults are told beside it.
            builder.Logging.ClearProviders().AddSimpleConsole().SetMinimumLevel(LogLevel.Error);
        });
        return await run(gateway.Services);
    }
}
