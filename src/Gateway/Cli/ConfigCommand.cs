using System.CommandLine;
using Gateway.Configuration;

namespace Gateway.Cli;

/// <summary><c>config check</c>: what serve would say to the configuration found here.</summary>
internal static class ConfigCommand
{
    public static Command Create(Offline offline)
    {
        var check = new Command("check", "Validates everything serve reads: one line for each fault, exit code 78; touches no ledger and calls nobody.");
        check.SetAction((parse, _) => offline.WithAsync(parse, services =>
        {
            var configuration = services.GetRequiredService<IConfiguration>();
            foreach (var warning in services.GetServices<ConfigurationWarning>().SelectMany(part => part.LinesOf(configuration))) Console.WriteLine($"WARNING: {warning}");
            Console.WriteLine($"The configuration is good: {configuration.GetSection("Teams").GetChildren().Count()} teams, {services.GetRequiredService<Pricing.Prices>().Book.Version} prices.");
            return Task.FromResult(0);
        }, callsVendor: true));
        return new Command("config", "The configuration.") { check };
    }
}
