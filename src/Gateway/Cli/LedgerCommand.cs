using System.CommandLine;
using Gateway.Ledger;
using Gateway.Ledger.Sqlite;
using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Cli;

/// <summary><c>ledger backup</c>: a copy of the books beside the gateway that serves them.</summary>
internal static class LedgerCommand
{
    public static Command Create(Offline offline)
    {
        var file = new Argument<string>("file") { Description = "Where to; there must be no such file yet." };
        var backup = new Command("backup", "Copies a SQLite ledger while it serves, and checks the copy's books. Exit code 1 when nothing was written or the copy's books do not balance.") { file };
        backup.SetAction((parse, cancellationToken) => offline.WithAsync(parse, services => BackupAsync(services, Path.GetFullPath(parse.GetValue(file)!), cancellationToken)));
        return new Command("ledger", "The ledger's file.") { backup };
    }

    private static async Task<int> BackupAsync(IServiceProvider services, string file, CancellationToken cancellationToken)
    {
        if (services.GetRequiredService<BatchedLedger>() is not SqliteLedger ledger) return Fault("The ledger is no SQLite file but a PostgreSQL database: back it up with pg_dump, or by the server's own archive.");
        if (!File.Exists(ledger.File)) return Fault($"There is no ledger at '{ledger.File}'.");
        if (File.Exists(file)) return Fault($"'{file}' exists already; nothing was written.");
        if (!Directory.Exists(Path.GetDirectoryName(file))) return Fault($"'{Path.GetDirectoryName(file)}' is no folder; nothing was written.");
        var report = await ledger.BackupAsync(file, cancellationToken);
        Console.WriteLine($"{file}: {report.Charges} charges, {report.Entries} entries; settled {report.Settled} USD, held {report.Held} USD");
        foreach (var difference in report.Differences) Console.WriteLine($"BROKEN: {difference}");
        Console.WriteLine(report.Differences.Count == 0 ? "The copy's books balance." : $"The copy is kept, and its books do not balance: {report.Differences.Count} differences.");
        return report.Differences.Count == 0 ? 0 : 1;
    }

    private static int Fault(string sentence)
    {
        Console.Error.WriteLine(sentence);
        return 1;
    }
}
