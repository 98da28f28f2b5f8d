using System.Collections.Concurrent;
using System.Net.Http;
using Gateway.Tests.Vendor;

namespace Gateway.Tests.Stories;

/// <summary>Callers that order and poll as long as they are let, and a vendor with its bad days; all of it from one seed.</summary>
internal sealed class KillLoad(GatewayProcess gateway, int seed)
{
    private const int Callers = 4;
    private readonly ConcurrentBag<string> known = [];
    private int orders;

    /// <summary>What happens to each order, drawn as it arrives; every price is another, so that a mix-up shows.</summary>
    public static void Prepare(VendorStandIn vendor, int seed)
    {
        var random = new Random(seed);
        var prices = 0;
        vendor.PriceOf = _ => 0.5m + Interlocked.Increment(ref prices) * 0.000001m;
        vendor.OnAccept = job => job.CompletesAtPoll = 1 + Next(4);
        vendor.EverySubmit = call => Draw(Next(20))(call);

        int Next(int max)
        {
            lock (random) return random.Next(max);
        }

        SubmitStep Draw(int roll) => roll switch
        {
            0 => Submits.AcceptThenLoseReply,
            1 => Submits.AcceptThenBadGateway,
            2 => Submits.BadGatewayWithoutAccepting,
            3 => Submits.Reject(400),
            4 => Submits.LoseWithoutAccepting,
            < 12 => Submits.AcceptThenThink(TimeSpan.FromMilliseconds(20 + 20 * roll)),
            _ => Submits.Accept,
        };
    }

    public Task RunAsync(CancellationToken until) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => RunCallerAsync(new Random(seed * 31 + caller), until)));

    private async Task RunCallerAsync(Random random, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            try
            {
                if (random.Next(3) > 0 && known.TryPeek(out var id)) await gateway.SendAsync(HttpMethod.Get, $"/api/v1/model/prediction/{id}", cancellationToken: until);
                else await OrderAsync(random, until);
            }
            catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException)
            {
                // The process was killed under this call, which is the point.
            }
        }
    }

    private async Task OrderAsync(Random random, CancellationToken until)
    {
        // One order in four is a copy of another, so that identical bodies are in flight when the power goes.
        var name = random.Next(4) == 0 ? "a copy" : $"order {Interlocked.Increment(ref orders)}";
        var (operation, body) = random.Next(4) switch
        {
            0 => ("generateImage", Bodies.Image(name)),
            1 => ("generateImage", Bodies.Image(name, sync: true)),
            2 => ("generateAudio", Bodies.Audio(name)),
            _ => ("generateVideo", Bodies.Video(name)),
        };
        var answer = await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/" + operation, body.ToJsonString(), cancellationToken: until);
        if (answer.Status == 200) known.Add(answer.PredictionId);
    }
}
