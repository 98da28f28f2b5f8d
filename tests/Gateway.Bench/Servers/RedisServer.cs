using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Gateway.Bench.Servers;

/// <summary>The installed Redis, empty, keeping nothing on the disk.</summary>
internal sealed class RedisServer : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly Process _process;

    private RedisServer(Process process, int port) => (_process, Connection) = (process, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));

    public string Connection { get; }

    public static async Task<RedisServer> StartAsync()
    {
        var program = Programs.Find("redis-server") ?? throw new InvalidOperationException("No redis-server (Debian: apt-get install redis-server).");
        var port = ServerProcess.FreePort();
        var start = new ProcessStartInfo(program, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--logfile", "/dev/null"]) { WorkingDirectory = "/" };
        var server = new RedisServer(Process.Start(start)!, port);
        var begun = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(port))
        {
            if (Stopwatch.GetElapsedTime(begun) > Patience) throw new InvalidOperationException("Redis did not become ready.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        return server;
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
