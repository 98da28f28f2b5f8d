using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Faults;

/// <summary>A stretch of network in front of a server: it can be cut and can stand still.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private const int ChunkBytes = 16 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly int _target;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _still;

    public Wire(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where the server seems to be.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Every connection breaks off, whatever is on its way.</summary>
    public int Cut()
    {
        var sockets = _open.Keys.ToList();
        sockets.ForEach(Break);
        return sockets.Count;
    }

    /// <summary>Connections stay, and nothing passes.</summary>
    public void Stall() => _still ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume() => Interlocked.Exchange(ref _still, null)?.SetResult();

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Resume();
        Cut();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The wire is taken away.
        }
    }

    private async Task CarryAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        (_open[near], _open[far]) = (0, 0);
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _target);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near));
        }
        catch (SocketException)
        {
            // The server is away: the caller sees its connection break.
        }
        Break(near);
        Break(far);
    }

    private async Task PumpAsync(Socket from, Socket to)
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0)
            {
                if (_still is { } still) await still.Task;
                for (var sent = 0; sent < read;) sent += await to.SendAsync(buffer.AsMemory(sent, read - sent));
            }
            // What was sent last arrives before the end.
            if (_still is { } last) await last.Task;
            to.Shutdown(SocketShutdown.Send);
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // Cut, or one side went away.
        }
    }

    private void Break(Socket socket)
    {
        if (!_open.TryRemove(socket, out _)) return;
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
        socket.Dispose();
    }
}
