using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>Whether a ledger with a million charges costs more than an empty one.</summary>
internal static class MillionScenario
{
    private const int Charges = 1_000_000;

    public static async Task RunAsync(Plan plan)
    {
        await using var fleet = await Fleet.StartAsync();
        var file = Path.Combine(fleet.Folder, "million.db");
        (string, string)[] filledLedger = [("ConnectionStrings:Ledger", $"Data Source={file}")];
        using (var first = await fleet.GatewayAsync("first", filledLedger)) await PollScenario.SubmitAsync(first.Port);
        FilledLedger.Fill(file, Charges);

        var (empty, filled) = (await fleet.GatewayAsync("empty ledger"), await fleet.GatewayAsync($"{Charges:N0} charges", filledLedger));
        var (inEmpty, inFilled) = (Requests.Poll(await PollScenario.SubmitAsync(empty.Port)), Requests.Poll(await PollScenario.SubmitAsync(filled.Port)));
        await CompareAsync("submit", Requests.Submit(), Requests.Submit());
        await CompareAsync("follow", inEmpty, inFilled);
        await CompareAsync("budgets", Requests.Get("/gateway/v1/budgets"), Requests.Get("/gateway/v1/budgets"));

        async Task CompareAsync(string name, ReadOnlyMemory<byte> toEmpty, ReadOnlyMemory<byte> toFilled) => Report.Print(
            $"{Charges:N0} charges in the SQLite ledger: {name}, {plan.Callers} callers", await plan.RunAsync([(empty, _ => toEmpty), (filled, _ => toFilled)]), empty.Name);
    }
}
