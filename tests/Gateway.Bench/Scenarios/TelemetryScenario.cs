using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>What telemetry costs a poll that is answered from memory: off, with traces at 1 %, and with every trace.</summary>
internal static class TelemetryScenario
{
    public static async Task RunAsync(Plan plan)
    {
        await using var fleet = await Fleet.StartAsync();
        (string Key, string Value) longInterval = ("Predictions:PollInterval", "01:00:00");
        ServerProcess[] gateways =
        [
            await fleet.GatewayAsync("telemetry off", longInterval, ("OTEL_SDK_DISABLED", "true")),
            await fleet.GatewayAsync("traces at 1 %", longInterval),
            await fleet.GatewayAsync("traces at 100 %", longInterval, ("OTEL_TRACES_SAMPLER_ARG", "1")),
        ];
        var contestants = new List<(ServerProcess, Func<long, ReadOnlyMemory<byte>>)>();
        foreach (var gateway in gateways)
        {
            var poll = Requests.Poll(await PollScenario.SubmitAsync(gateway.Port));
            contestants.Add((gateway, _ => poll));
        }
        Report.Print($"What telemetry costs a poll from memory, {plan.Callers} callers", await plan.RunAsync(contestants), gateways[0].Name);
    }
}
