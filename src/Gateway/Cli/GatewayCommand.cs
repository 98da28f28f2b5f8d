using System.CommandLine;
using Gateway.Configuration;
using Gateway.Ledger;

namespace Gateway.Cli;

/// <summary>The command line: <c>serve</c> unless another command is named.</summary>
internal static class GatewayCommand
{
    /// <summary>EX_IOERR of sysexits.h: the ledger, or a port, cannot be had.</summary>
    private const int NotAvailable = 74;

    /// <summary>A word that begins with @ names a body's file, not a file of arguments.</summary>
    private static readonly ParserConfiguration AsWritten = new() { ResponseFileTokenReplacer = null };

    private static readonly InvocationConfiguration FaultsComeHere = new() { EnableDefaultExceptionHandler = false };

    public static async Task<int> RunAsync(string[] args, Build build)
    {
        try
        {
            if (!IsServe(args)) return await Root(new Offline(build)).Parse(args, AsWritten).InvokeAsync(FaultsComeHere);
            await using var gateway = build(args is ["serve", ..] ? args[1..] : args);
            gateway.Services.GetRequiredService<LedgerService>().Open();
            await gateway.RunAsync();
            return 0;
        }
        catch (ConfigurationFaultException fault)
        {
            return fault.WriteTo(Console.Error);
        }
        catch (Exception fault) when (fault is LedgerUnavailableException or IOException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return NotAvailable;
        }
    }

    /// <summary>Settings (<c>--urls …</c>, <c>--Management:Port=0</c>) belong to serve; only help and version do not.</summary>
    private static bool IsServe(string[] args) => args switch
    {
        [] => true,
        ["serve", "--help" or "-h" or "-?", ..] => false,
        ["serve", ..] => true,
        ["--help" or "--version", ..] => false,
        [var first, ..] => first.StartsWith("--", StringComparison.Ordinal),
    };

    private static RootCommand Root(Offline offline) => new("The company's gateway to Atlas Cloud. Without a command it serves.")
    {
        ServeHelp(), KeysCommand.Create(), QuoteCommand.Create(offline), BooksCommand.Create(offline), LedgerCommand.Create(offline), ChargesCommand.Create(offline), ConfigCommand.Create(offline),
        offline.Settings,
    };

    private static Command ServeHelp() => new("serve", """
        Serves (the default). Any setting may follow: --urls http://0.0.0.0:8080 --Management:Port=9090.
        Settings are read from appsettings.json beside the binary, then from the working directory, then from the environment
        (Teams__studio__Suspended=true), then from here.
        """);
}
