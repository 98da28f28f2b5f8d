using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Gateway.Faults;

/// <summary>A wire carries, stands still and breaks as it is told.</summary>
public sealed class WireTests : IAsyncLifetime
{
    private static readonly byte[] Word = [1, 2, 3];
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private Wire _wire = null!;
    private TcpClient _near = null!;
    private Socket _far = null!;

    public async ValueTask InitializeAsync()
    {
        _server.Start();
        _wire = new Wire(((IPEndPoint)_server.LocalEndpoint).Port);
        _near = new TcpClient();
        await _near.ConnectAsync(IPAddress.Loopback, _wire.Port);
        _far = await _server.AcceptSocketAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _near.Dispose();
        _far.Dispose();
        _server.Dispose();
        await _wire.DisposeAsync();
    }

    [Fact]
    public async Task What_is_sent_arrives_on_the_other_side()
    {
        await _near.Client.SendAsync(Word);
        Assert.Equal(Word, await HeardAsync());
    }

    [Fact]
    public async Task While_it_stands_still_nothing_arrives_and_afterwards_all_of_it_does()
    {
        _wire.Stall();
        await _near.Client.SendAsync(Word);
        var heard = HeardAsync();
        Assert.NotSame(heard, await Task.WhenAny(heard, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System)));
        _wire.Resume();
        Assert.Equal(Word, await heard);
    }

    [Fact]
    public async Task When_it_is_cut_both_sides_see_their_connection_break()
    {
        await _near.Client.SendAsync(Word);
        await HeardAsync();
        Assert.Equal(2, _wire.Cut());
        await Assert.ThrowsAsync<SocketException>(HeardAsync);
        await Assert.ThrowsAsync<SocketException>(async () => await _near.Client.ReceiveAsync(new byte[1]));
    }

    private async Task<byte[]> HeardAsync()
    {
        var heard = new byte[Word.Length];
        var length = await _far.ReceiveAsync(heard);
        return heard[..length];
    }
}
