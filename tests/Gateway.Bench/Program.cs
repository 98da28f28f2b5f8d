using System.CommandLine;
using System.Globalization;
using Gateway.Bench;
using Gateway.Bench.Scenarios;
using Gateway.Bench.Servers;

// The servers that this program starts are this program in another role.
if (args is ["vendor", var vendor]) await VendorRole.RunAsync(int.Parse(vendor, CultureInfo.InvariantCulture));
else if (args is ["bare", var port, var behind]) await BareProxyRole.RunAsync(int.Parse(port, CultureInfo.InvariantCulture), int.Parse(behind, CultureInfo.InvariantCulture));
else return await Commands().Parse(args).InvokeAsync();
return 0;

static RootCommand Commands()
{
    var rounds = new Option<int>("--rounds") { Description = "Turns of each server.", DefaultValueFactory = _ => 5, Recursive = true };
    var seconds = new Option<double>("--seconds") { Description = "Of load in each turn.", DefaultValueFactory = _ => 5, Recursive = true };
    var warmup = new Option<double>("--warmup") { Description = "Seconds of load before the first turn.", DefaultValueFactory = _ => 10, Recursive = true };
    var callers = new Option<int>("--callers") { Description = "At once.", DefaultValueFactory = _ => 64, Recursive = true };
    var ledger = new Option<string?>("--ledger") { Description = "A PostgreSQL connection string; without one, SQLite in a file." };

    Plan PlanOf(ParseResult parse) => new(
        parse.GetValue(rounds), TimeSpan.FromSeconds(parse.GetValue(warmup)), TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(callers));
    Command Of(string name, string description, Func<ParseResult, Task> run)
    {
        var command = new Command(name, description);
        command.SetAction((parse, _) => run(parse));
        return command;
    }

    var submit = Of("submit", "Paid submits, 64 callers and one.", parse => SubmitScenario.RunAsync(PlanOf(parse), parse.GetValue(ledger)));
    submit.Options.Add(ledger);
    return new RootCommand("Measures the gateway against bare proxies on this machine, in one run. Prints medians and ratios as a table.")
    {
        rounds, seconds, warmup, callers,
        Of("poll", "Polls of a running prediction, from memory.", parse => PollScenario.RunAsync(PlanOf(parse))),
        submit,
        Of("start", "Start to first answer.", parse => StartScenario.RunAsync(PlanOf(parse))),
    };
}
