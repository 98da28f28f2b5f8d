using System.Text.Json;
using Gateway.Bench.Load;
using Gateway.Bench.Servers;

namespace Gateway.Bench.Scenarios;

/// <summary>Polls of one running prediction: the gateway answers from memory, a proxy asks the vendor each time.</summary>
internal static class PollScenario
{
    public static async Task RunAsync(Plan plan)
    {
        await using var fleet = await Fleet.StartAsync();
        var bare = await fleet.BareProxyAsync();
        var gateway = await fleet.GatewayAsync();
        ServerProcess[] all = [bare, gateway, .. new[] { await fleet.NginxAsync(), await fleet.HaproxyAsync() }.OfType<ServerProcess>()];
        var poll = Requests.Poll(await SubmitAsync(gateway.Port));
        var rounds = await plan.RunAsync([.. all.Select(server => (server, (Func<long, ReadOnlyMemory<byte>>)(_ => poll)))]);
        Report.Print($"Poll of a running prediction, from memory, {plan.Callers} callers", rounds, bare.Name);
    }

    /// <summary>Buys one video, and says which prediction it is.</summary>
    public static async Task<string> SubmitAsync(int port)
    {
        using var connection = await RawConnection.OpenAsync(port);
        var status = await connection.SendAsync(Requests.Submit());
        if (status != 200) throw new InvalidOperationException($"The submit was answered with {status}.");
        return PredictionOf(connection.Body);
    }

    /// <summary>The prediction that an answer to a submit names.</summary>
    public static string PredictionOf(ReadOnlyMemory<byte> answer)
    {
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("data").GetProperty("id").GetString()!;
    }
}
