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
    var warmup = new Option<double>("--warmup") { Description = "Seconds of load before the first turn.", DefaultValueFactory = _ => 30, Recursive = true };
    var callers = new Option<int>("--callers") { Description = "At once.", DefaultValueFactory = _ => 64, Recursive = true };
    var ledger = new Option<string?>("--ledger") { Description = "A PostgreSQL connection string; without one, SQLite in a file." };
    var postgres = new Option<bool>("--postgres") { Description = "A PostgreSQL that is started for this, from the installed programs." };
    var minutes = new Option<double>("--minutes") { Description = "Of load.", DefaultValueFactory = _ => 10 };

    Plan PlanOf(ParseResult parse) => new(
        parse.GetValue(rounds), TimeSpan.FromSeconds(parse.GetValue(warmup)), TimeSpan.FromSeconds(parse.GetValue(seconds)), parse.GetValue(callers));
    Command Of(string name, string description, Func<ParseResult, Task> run, params Option[] options)
    {
        var command = new Command(name, description);
        foreach (var option in options) command.Options.Add(option);
        command.SetAction((parse, _) => run(parse));
        return command;
    }

    return new RootCommand("Measures the gateway against bare proxies on this machine, in one run. Prints medians and ratios as a table.")
    {
        rounds, seconds, warmup, callers,
        Of("poll", "Polls of a running prediction, from memory.", parse => PollScenario.RunAsync(PlanOf(parse))),
        Of("sight", "First sight of another replica's predictions, from Redis.", parse => SightScenario.RunAsync(PlanOf(parse))),
        Of("submit", "Paid submits, 64 callers and one.", parse => SubmitScenario.RunAsync(PlanOf(parse), parse.GetValue(ledger), parse.GetValue(postgres)), ledger, postgres),
        Of("pollers", "A thousand pollers of one prediction on three replicas, for a minute.", _ => PollersScenario.RunAsync()),
        Of("start", "Start to first answer.", parse => StartScenario.RunAsync(PlanOf(parse))),
        Of("memory", "Memory under load.", parse => MemoryScenario.RunAsync(PlanOf(parse), parse.GetValue(minutes)), minutes),
        Of("million", "A ledger with a million charges against an empty one.", parse => MillionScenario.RunAsync(PlanOf(parse))),
        Of("telemetry", "What telemetry costs a poll.", parse => TelemetryScenario.RunAsync(PlanOf(parse))),
        Of("all", "Every one of these in turn.", parse => AllAsync(PlanOf(parse), parse.GetValue(minutes)), minutes),
    };
}

static async Task AllAsync(Plan plan, double minutes)
{
    await PollScenario.RunAsync(plan);
    await TelemetryScenario.RunAsync(plan);
    await SightScenario.RunAsync(plan);
    await SubmitScenario.RunAsync(plan, ledger: null, postgres: false);
    await SubmitScenario.RunAsync(plan, ledger: null, postgres: true);
    await PollersScenario.RunAsync();
    await StartScenario.RunAsync(plan);
    await MillionScenario.RunAsync(plan);
    await MemoryScenario.RunAsync(plan, minutes);
}
