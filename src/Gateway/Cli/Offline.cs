using System.CommandLine;
using Gateway.Atlas;
using Gateway.Configuration;
using Gateway.Ledger.Writing;

namespace Gateway.Cli;

/// <summary>The gateway's parts as configured here, for a command, without serving.</summary>
internal sealed class Offline(Build build)
{
    public Option<string[]> Settings { get; } = SettingsOption();

    /// <summary>Runs with the parts, and disposes of them after. Faults in the configuration come out as such.</summary>
    /// <param name="callsVendor">False where the vendor is not called, and its key not needed.</param>
    public async Task<int> WithAsync(ParseResult parse, Func<IServiceProvider, Task<int>> run, bool callsVendor = false)
    {
        var settings = parse.GetValue(Settings) ?? [];

        // What a command prints is its answer; only faults are told beside it.
        await using var gateway = build(
            [.. settings.Select(setting => $"--{setting}")],
            builder =>
            {
                builder.Logging.ClearProviders().AddSimpleConsole().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Error);
                if (!callsVendor) builder.Services.AddSingleton<WithoutVendor>();
            });
        return await run(gateway.Services);
    }

    private static Option<string[]> SettingsOption()
    {
        var settings = new Option<string[]>("--set")
        {
            Description = "A setting for this call, as Key:Sub=value; may be given several times.",
            Recursive = true,
            AllowMultipleArgumentsPerToken = false,
        };
        settings.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (token.Value.IndexOf('=', StringComparison.Ordinal) <= 0) result.AddError($"--set: '{token.Value}' is not Key:Sub=value.");
        });
        return settings;
    }

    /// <summary>The same with the ledger opened, beside a process that may be serving it.</summary>
    public Task<int> WithLedgerAsync(ParseResult parse, Func<IServiceProvider, Task<int>> run, bool callsVendor = false) => WithAsync(parse, async services =>
    {
        var ledger = services.GetRequiredService<BatchedLedger>();
        if (!ledger.Exists()) throw new ConfigurationFaultException([$"ConnectionStrings:Ledger: there is no ledger at '{ledger.Place}'."]);
        ledger.Open();
        return await run(services);
    }, callsVendor);
}

/// <summary>Puts the gateway together from settings; what it is given last is done before the parts are made.</summary>
internal delegate WebApplication Build(string[] settings, Action<WebApplicationBuilder>? customise = null);
