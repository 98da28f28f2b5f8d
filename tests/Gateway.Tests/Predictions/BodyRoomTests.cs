using Gateway.Predictions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Predictions;

public sealed class BodyRoomTests
{
    [Fact]
    public async Task Many_small_bodies_of_unknown_length_fit_beside_each_other()
    {
        var receiver = new BodyReceiver(new BodyRoom(BodyReceiver.MaxBytes));
        var bodies = new List<ReceivedBody>();
        for (var i = 0; i < 200; i++)
        {
            var (body, refusal) = await receiver.ReceiveAsync(Request("{}"u8.ToArray()));
            Assert.Null(refusal);
            bodies.Add(body!);
        }

        foreach (var body in bodies) body.Dispose();
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_and_gives_its_room_back()
    {
        var receiver = new BodyReceiver(new BodyRoom(100_000));
        var (first, _) = await receiver.ReceiveAsync(Request(new byte[60_000]));
        Assert.Equal(503, (await receiver.ReceiveAsync(Request(new byte[60_000]))).Refusal!.Status);
        Assert.Equal(503, (await receiver.ReceiveAsync(Request(new byte[60_000]))).Refusal!.Status);
        first!.Dispose();
        using var next = (await receiver.ReceiveAsync(Request(new byte[100_000]))).Body;
        Assert.Equal(100_000, next!.Bytes.Length);
    }

    private static DefaultHttpContext Request(byte[] body) => new() { Request = { Body = new MemoryStream(body), ContentType = "application/json" } };
}
