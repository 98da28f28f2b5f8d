using System.CommandLine;
using Gateway.Atlas;
using Gateway.Configuration;
using Gateway.Ledger;
using Gateway.Predictions;
using Gateway.Teams;

namespace Gateway.Cli;

/// <summary><c>charges orphans</c>: the vendor's jobs that no charge owns, and whose they shall be.</summary>
internal static class OrphansCommand
{
    private static readonly Option<int> Hours = new("--hours") { Description = "How far back to look.", DefaultValueFactory = _ => 24 };
    private static readonly Option<string?> Adopt = new("--adopt") { Description = "Book them for this team, in the periods of now; no budget is asked, for the money is spent." };
    private static readonly Option<string[]> Predictions = new("--prediction") { Description = "Adopt only this one; may be given several times." };
    private static readonly Option<string?> Price = new("--usd") { Description = "What each costs in US dollars, where neither the vendor nor the price book says." };

    static OrphansCommand() => Hours.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is < 1 or > 24 * 366) result.AddError("--hours must be 1 to 8784.");
    });

    public static Command Create(Offline offline, Option<string?> reason, Option<string> operatorName)
    {
        var orphans = new Command("orphans", "Lists jobs in the vendor's history that no charge owns, or adopts them. Exit code 1 when any are left, 2 when the history could not be read whole.")
            { Hours, Adopt, Predictions, Price, reason, operatorName };
        orphans.Validators.Add(result =>
        {
            if (result.GetValue(Adopt) is not null && string.IsNullOrWhiteSpace(result.GetValue(reason))) result.AddError("--adopt needs --reason \"…\", which is kept in the journal.");
            if (result.GetValue(Adopt) is null && (result.GetValue(Predictions) is { Length: > 0 } || result.GetValue(Price) is not null)) result.AddError("--prediction and --usd go with --adopt <team>.");
            if (result.GetValue(Price) is { } text && (!Usd.TryParse(text, out var usd) || usd <= Usd.Zero)) result.AddError($"--usd: '{text}' is not an amount of US dollars above zero.");
        });
        orphans.SetAction((parse, cancellationToken) => offline.WithLedgerAsync(parse, services =>
            RunAsync(services, parse, parse.GetValue(reason) is { } why ? new OperatorNote(parse.GetValue(operatorName)!, why) : null, cancellationToken), callsVendor: true));
        return orphans;
    }

    private static async Task<int> RunAsync(IServiceProvider services, ParseResult parse, OperatorNote? note, CancellationToken cancellationToken)
    {
        var team = parse.GetValue(Adopt) is { } name ? Find(services, name) : null;
        var (lost, reading, isWhole) = await FindLostAsync(services, TimeSpan.FromHours(parse.GetValue(Hours)), cancellationToken);
        var wanted = (parse.GetValue(Predictions) ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var id in wanted.Except(lost.Select(row => row.Prediction.Value))) Console.WriteLine($"{id}  is no such job, or a charge owns it");
        var left = lost.Count;
        foreach (var row in lost)
        {
            var line = $"{row.Prediction}  {row.CreatedAt:yyyy-MM-ddTHH:mm:ssZ}  {row.Status,-10}  {row.Model}";
            if (team is null || (wanted.Count > 0 && !wanted.Contains(row.Prediction.Value)))
            {
                Console.WriteLine(line);
                continue;
            }

            Usd? usd = Usd.TryParse(parse.GetValue(Price), out var named) ? named : null;
            var adopted = await services.GetRequiredService<Adopting>().AdoptAsync(row, reading, team, usd, note!, cancellationToken);
            if (adopted.IsDone) left--;
            Console.WriteLine($"{line}  {adopted.Sentence}");
        }

        if (team is not null) Console.WriteLine($"{lost.Count - left} adopted, {left} left.");
        return !isWhole ? 2 : left == 0 ? 0 : 1;
    }

    private static async Task<(IReadOnlyList<HistoryRow> Lost, HistoryReading Reading, bool IsWhole)> FindLostAsync(IServiceProvider services, TimeSpan back, CancellationToken cancellationToken)
    {
        var views = services.GetRequiredService<ILedgerViews>();
        var since = services.GetRequiredService<TimeProvider>().GetUtcNow() - back;
        if ((await views.ReachAsync(cancellationToken)).RemembersSince is { } remembered && remembered > since)
        {
            // The charge of an older job may have been forgotten, and the job would be booked twice.
            since = remembered;
            Console.WriteLine($"The ledger remembers charges since {since:yyyy-MM-ddTHH:mm:ssZ}; older jobs are left out.");
        }

        var reading = await services.GetRequiredService<HistoryReader>().ReadAsync(model: null, since, cancellationToken);
        var isWhole = reading.CompleteSince <= since;
        if (!isWhole) await Console.Error.WriteLineAsync("The vendor's history could not be read whole; there may be more.");
        var rows = reading.Rows.Where(row => row.CreatedAt >= since).OrderByDescending(row => row.CreatedAt).ToList();
        var owned = await views.OwnedAsync([.. rows.Select(row => row.Prediction)], cancellationToken);
        var lost = rows.Where(row => !owned.Contains(row.Prediction)).ToList();
        Console.WriteLine($"{lost.Count} of {rows.Count} jobs since {since:yyyy-MM-ddTHH:mm:ssZ} belong to no charge.");
        return (lost, reading, isWhole);
    }

    private static Team Find(IServiceProvider services, string name)
    {
        var directory = services.GetRequiredService<Callers>().Directory;
        return directory.Find(name)
            ?? throw new ConfigurationFaultException([$"--adopt: there is no team '{name}'; configured are {string.Join(", ", directory.Teams.Select(team => team.Id.Name))}."]);
    }
}
