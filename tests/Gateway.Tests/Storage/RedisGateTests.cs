using System.Collections.Concurrent;
using System.Diagnostics;
using Gateway.Storage;
using Gateway.Tests.Servers;
using Xunit;

namespace Gateway.Tests.Storage;

/// <summary>A real Redis that is stopped, killed, emptied and not there yet, and callers who go on.</summary>
public sealed class RedisGateTests
{
    private static readonly RedisScript Counter = RedisScript.Load("RateLimits/take.lua");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_down_at_the_start_is_used_as_soon_as_it_is_there()
    {
        await using var server = await RedisServer.StartAsync(asProcess: true);
        await server.KillAsync();
        var heard = new ConcurrentQueue<string>();
        await using var replica = await RedisReplica.StartAsync(server, null, replica => replica.Connection.Listen("news", message => heard.Enqueue(Text(message))));
        Assert.False((await PingAsync(replica)).IsHeard);
        await server.StartAgainAsync();
        await replica.UntilHeardAsync();
        await UntilNewsAsync(replica, heard);
    }

    [Fact]
    public async Task A_server_killed_again_and_again_is_found_again_and_nobody_hangs()
    {
        await using var server = await RedisServer.StartAsync(asProcess: true);
        var heard = new ConcurrentQueue<string>();
        await using var replica = await RedisReplica.ConnectAsync(server, replica => replica.Connection.Listen("news", message => heard.Enqueue(Text(message))));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var callers = Enumerable.Range(0, 64).Select(_ => CallAsync(replica, end.Token)).ToArray();
        for (var i = 0; i < 3; i++)
        {
            await server.KillAsync();
            await server.StartAgainAsync();
            await replica.UntilHeardAsync();
        }
        await end.CancelAsync();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.True(await Eventually.TrueAsync(() => replica.Gate.Outstanding == 0));
        await UntilNewsAsync(replica, heard);
    }

    [Fact]
    public async Task A_stopped_server_is_asked_three_times_and_then_once_a_second()
    {
        await using var server = await RedisServer.StartAsync(asProcess: true);
        await using var replica = await RedisReplica.StartAsync(server, null);
        await replica.UntilHeardAsync();
        await server.FreezeAsync();
        var told = replica.Log.Lines.Count;
        var (calls, asked, clock) = (0, 0, Stopwatch.StartNew());
        for (; clock.Elapsed < TimeSpan.FromSeconds(4); calls++)
        {
            var reply = await replica.Gate.AskAsync(database =>
            {
                asked++;
                return database.PingAsync();
            });
            Assert.False(reply.IsHeard);
            Assert.InRange(replica.Gate.Outstanding, 0, asked);
        }
        Assert.InRange(asked, 3, 3 + clock.Elapsed.TotalSeconds);
        Assert.True(calls > 1000, $"{calls} calls");
        await server.ThawAsync();
        await replica.UntilHeardAsync();
        Assert.True(await Eventually.TrueAsync(() => replica.Gate.Outstanding == 0));
        Assert.Equal(told + 2, replica.Log.Lines.Count);
    }

    [Fact]
    public async Task Many_at_once_before_a_stopped_server_are_bounded_in_number_and_time()
    {
        await using var server = await RedisServer.StartAsync(asProcess: true);
        await using var replica = await RedisReplica.StartAsync(server, TimeSpan.FromSeconds(30));
        await replica.UntilHeardAsync();
        await server.FreezeAsync();
        var calls = Enumerable.Range(0, 5_000).Select(_ => PingAsync(replica).AsTask()).ToArray();
        Assert.InRange(replica.Gate.Outstanding, 1, RedisGate.MaxOutstanding);
        Assert.All(await Task.WhenAll(calls).WaitAsync(TimeSpan.FromSeconds(30), Stop), reply => Assert.False(reply.IsHeard));
        Assert.True(await Eventually.TrueAsync(() => replica.Gate.Outstanding == 0));
    }

    [Fact]
    public async Task A_script_that_Redis_forgot_is_sent_again()
    {
        await using var server = await RedisServer.StartAsync();
        await using var replica = await RedisReplica.ConnectAsync(server);
        for (var i = 0; i < 20; i++)
        {
            var reply = await replica.Gate.AskAsync(database => Counter.RunAsync(database, "bucket", 1000, 60_000_000));
            Assert.Equal(1, ((long[])reply.Value!)[0]);
            await server.AskAsync("SCRIPT", "FLUSH");
        }
        Assert.Empty(replica.Log.Lines);
    }

    [Fact]
    public async Task A_fault_that_Redis_tells_is_no_fault_of_the_caller()
    {
        await using var server = await RedisServer.StartAsync();
        await using var replica = await RedisReplica.ConnectAsync(server);
        await server.AskAsync("LPUSH", "bucket", "x");
        Assert.False((await replica.Gate.AskAsync(database => Counter.RunAsync(database, "bucket", 1000, 60_000_000))).IsHeard);
        Assert.False((await replica.Gate.AskAsync<int>(_ => throw new InvalidOperationException("a bug"))).IsHeard);
        Assert.True((await PingAsync(replica)).IsHeard);
        Assert.Equal(0, replica.Gate.Outstanding);
    }

    private static ValueTask<RedisReply<TimeSpan>> PingAsync(RedisReplica replica) => replica.Gate.AskAsync(database => database.PingAsync());

    private static async Task CallAsync(RedisReplica replica, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await PingAsync(replica);
            await Task.Yield();
        }
    }

    /// <summary>What is said while a subscription is being renewed is lost: said again until it is heard.</summary>
    private static Task UntilNewsAsync(RedisReplica replica, ConcurrentQueue<string> heard) => Shell.UntilAsync(
        async () =>
        {
            await replica.Gate.AskAsync(database => database.PublishAsync(StackExchange.Redis.RedisChannel.Literal(replica.Connection.ChannelOf("news")), "good"));
            return heard.Contains("good");
        },
        () => "Nobody heard what was said.");

    private static string Text(ReadOnlyMemory<byte> message) => System.Text.Encoding.UTF8.GetString(message.Span);
}
