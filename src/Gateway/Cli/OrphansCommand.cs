using System.CommandLine;
using Gateway.Ledger;
using Gateway.Predictions;

namespace Gateway.Cli;

/// <summary><c>charges orphans</c>: the vendor's jobs that no charge owns.</summary>
internal static class OrphansCommand
{
    public static Command Create(Offline offline)
    {
        var hours = new Option<int>("--hours") { Description = "How far back to look.", DefaultValueFactory = _ => 24 };
        var orphans = new Command("orphans", "Lists jobs in the vendor's history that no charge owns. Exit code 1 when there are any, 2 when the history could not be read whole.") { hours };
        orphans.SetAction((parse, cancellationToken) => offline.WithLedgerAsync(parse, services =>
            ListAsync(services, TimeSpan.FromHours(parse.GetValue(hours)), cancellationToken)));
        return orphans;
    }

    private static async Task<int> ListAsync(IServiceProvider services, TimeSpan back, CancellationToken cancellationToken)
    {
        var since = services.GetRequiredService<TimeProvider>().GetUtcNow() - back;
        var reading = await services.GetRequiredService<HistoryReader>().ReadAsync(model: null, since, cancellationToken);
        var isWhole = reading.CompleteSince <= since;
        if (!isWhole) await Console.Error.WriteLineAsync("The vendor's history could not be read whole; there may be more.");
        var rows = reading.Rows.Where(row => row.CreatedAt >= since).OrderByDescending(row => row.CreatedAt).ToList();
        var owned = await services.GetRequiredService<ILedgerViews>().OwnedAsync([.. rows.Select(row => row.Prediction)], cancellationToken);
        var lost = rows.Where(row => !owned.Contains(row.Prediction)).ToList();
        foreach (var row in lost) Console.WriteLine($"{row.Prediction}  {row.CreatedAt:yyyy-MM-ddTHH:mm:ssZ}  {row.Status,-10}  {row.Model}");
        Console.WriteLine($"{lost.Count} of {rows.Count} jobs since {since:yyyy-MM-ddTHH:mm:ssZ} belong to no charge.");
        return !isWhole ? 2 : lost.Count == 0 ? 0 : 1;
    }
}
