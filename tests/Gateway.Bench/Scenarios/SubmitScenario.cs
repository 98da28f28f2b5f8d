using System.Globalization;
using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>Paid submits of one team: two durable commits each, against a proxy that books nothing.</summary>
internal static class SubmitScenario
{
    /// <param name="ledger">A connection string; null for SQLite in a file.</param>
    /// <param name="postgres">Starts a PostgreSQL where no ledger is given.</param>
    public static async Task RunAsync(Plan plan, string? ledger, bool postgres)
    {
        await using var fleet = await Fleet.StartAsync();
        var bare = await fleet.BareProxyAsync();
        if (ledger is null && postgres) ledger = fleet.Keep(await PostgresServer.StartAsync()).Connection;
        var gateway = ledger is null ? await fleet.GatewayAsync() : await fleet.GatewayAsync("gateway", ("ConnectionStrings:Ledger", ledger));
        var database = ledger is null ? "SQLite" : "PostgreSQL";
        await MeasureAsync(plan, $"Submit, {database} ledger, one team, {plan.Callers} callers");
        await MeasureAsync(plan with { Callers = 1, Warmup = plan.Warmup / 4 }, $"Submit, {database} ledger, one caller");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nTwo commits of one row to SQLite on the same disk: {2 * CommitTime.Median(fleet.Folder).TotalMilliseconds:F2} ms (median)"));

        async Task MeasureAsync(Plan turns, string title)
        {
            var submit = Requests.Submit();
            Report.Print(title, await turns.RunAsync([(bare, _ => submit), (gateway, _ => submit)]), bare.Name);
        }
    }
}
