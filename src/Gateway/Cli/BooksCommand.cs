using System.CommandLine;
using Gateway.Ledger;

namespace Gateway.Cli;

/// <summary><c>books check</c>: proves the laws on the ledger, or says which is broken.</summary>
internal static class BooksCommand
{
    public static Command Create(Offline offline)
    {
        var check = new Command("check", "Recomputes every balance from the journal and replays every admission. Exit code 1 and the differences when a law is broken.");
        check.SetAction((parse, cancellationToken) => offline.WithLedgerAsync(parse, services => CheckAsync(services.GetRequiredService<ILedgerViews>(), cancellationToken)));
        return new Command("books", "The ledger's proof.") { check };
    }

    private static async Task<int> CheckAsync(ILedgerViews views, CancellationToken cancellationToken)
    {
        var report = await views.CheckBooksAsync(cancellationToken);
        Console.WriteLine($"{report.Charges} charges, {report.Entries} entries, {report.Admissions} admissions; settled {report.Settled} USD, held {report.Held} USD");
        foreach (var difference in report.Differences) Console.WriteLine($"BROKEN: {difference}");
        Console.WriteLine(report.Differences.Count == 0 ? "The books balance." : $"{report.Differences.Count} differences.");
        return report.Differences.Count == 0 ? 0 : 1;
    }
}
