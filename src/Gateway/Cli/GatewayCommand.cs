using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Cli;

/// <summary>The command line: <c>serve</c> unless another command is named.</summary>
internal static class GatewayCommand
{
    public static async Task<int> RunAsync(string[] args, Func<string[], Task> serve)
    {
        try
        {
            if (!IsServe(args)) return await Root().Parse(args).InvokeAsync();
            await serve(args is ["serve", ..] ? args[1..] : args);
            return 0;
        }
        catch (ConfigurationFaultException fault)
        {
            return fault.WriteTo(Console.Error);
        }
    }

    /// <summary>Settings (<c>--urls</c>, <c>--Management:Port=0</c>) belong to serve; only help and version do not.</summary>
    private static bool IsServe(string[] args) =>
        args is [] or ["serve", ..] ? args is not ["serve", "--help" or "-h" or "-?", ..] : args[0].StartsWith("--", StringComparison.Ordinal) && args[0] is not ("--help" or "--version");

    private static RootCommand Root()
    {
        var root = new RootCommand("The company's gateway to Atlas Cloud. Without a command it serves.")
        {
            ServeHelp(), KeysCommand.Create(), QuoteCommand.Create(), BooksCommand.Create(), ChargesCommand.Create(), ConfigCommand.Create(),
        };
        root.Options.Add(Offline.Settings);
        return root;
    }

    private static Command ServeHelp() => new("serve", """
        Serves (the default). Any setting may follow: --urls http://0.0.0.0:8080 --Management:Port=9090.
        Settings are read from appsettings.json beside the binary, then from the working directory, then from the environment
        (Teams__studio__Suspended=true), then from here.
        """);
}
