using Xunit;

namespace Gateway.Tests.Servers;

/// <summary>The server that other tests rely on: fresh, killed, and started again empty.</summary>
public sealed class RedisServerTests
{
    [Fact]
    public async Task A_Redis_is_fresh_keeps_what_it_is_told_and_comes_back_empty()
    {
        await using var redis = await RedisServer.StartAsync(asProcess: true);
        Assert.Equal("$-1", await redis.AskAsync("GET", "colour"));
        Assert.Equal("+OK", await redis.AskAsync("SET", "colour", "red"));
        await redis.FreezeAsync();
        await redis.ThawAsync();
        Assert.Equal("$3", await redis.AskAsync("GET", "colour"));
        await redis.KillAsync();
        await redis.StartAgainAsync();
        Assert.Equal("$-1", await redis.AskAsync("GET", "colour"));
    }
}
