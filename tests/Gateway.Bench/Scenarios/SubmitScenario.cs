using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>Paid submits of one team: two durable commits each, against a proxy that books nothing.</summary>
internal static class SubmitScenario
{
    /// <param name="ledger">A connection string; null for SQLite in a file.</param>
    public static async Task RunAsync(Plan plan, string? ledger)
    {
        await using var fleet = await Fleet.StartAsync();
        var bare = await fleet.BareProxyAsync();
        var gateway = ledger is null ? await fleet.GatewayAsync() : await fleet.GatewayAsync("gateway", ("ConnectionStrings:Ledger", ledger));
        var database = ledger is null ? "SQLite" : "PostgreSQL";
        await MeasureAsync(plan.Callers, $"Submit, {database} ledger, one team, {plan.Callers} callers");
        await MeasureAsync(1, $"Submit, {database} ledger, one caller");

        async Task MeasureAsync(int callers, string title)
        {
            var submit = Requests.Submit();
            var rounds = await plan.RunAsync([(bare, _ => submit), (gateway, _ => submit)], callers);
            Report.Print(title, rounds, bare.Name);
        }
    }
}
