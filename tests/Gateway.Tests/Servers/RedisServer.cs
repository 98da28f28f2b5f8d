using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Gateway.Tests.Stories;

namespace Gateway.Tests.Servers;

/// <summary>A real Redis, thrown away afterwards: in a container where a Docker engine answers, otherwise the installed one in a temporary folder.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private const string WhyNot = "No Redis: no Docker engine that has the image redis:7, and no redis-server (Debian: apt-get install redis-server).";
    private const string Image = "redis:7";

    private readonly string? _container;
    private readonly string? _program;
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-redis-").FullName;
    private Process? _process;

    private RedisServer(int port, string? container, string? program) => (Port, _container, _program) = (port, container, program);

    public int Port { get; }

    public string Connection => $"127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Can be killed, stopped in its tracks and started again.</summary>
    public bool CanBeKilled => _program is not null;

    /// <summary>Of the program; only where it can be killed.</summary>
    public int ProcessId => _process?.Id ?? throw new InvalidOperationException("This Redis is not a process of ours.");

    /// <summary>Skips the test where there is none to be had, and fails it where CI promised one.</summary>
    /// <param name="asProcess">The test kills it, and so a container will not do.</param>
    public static async Task<RedisServer> StartAsync(bool asProcess = false)
    {
        if (!asProcess && await DockerEngine.TryRunAsync(Image, 6379, [], ["redis-server", "--save", "", "--appendonly", "no"]) is var (id, port))
        {
            var contained = new RedisServer(port, id, null);
            await contained.UntilItAnswersAsync();
            return contained;
        }

        if (Shell.Find("redis-server") is not { } program) return Servers.Missing<RedisServer>(WhyNot);
        var server = new RedisServer(FreePort.Next(), null, program);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>After <see cref="KillAsync"/>: empty, on the same port.</summary>
    public async Task StartAgainAsync()
    {
        _process = Shell.Start(
            _program!, "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder, "--save", "", "--appendonly", "no", "--loglevel", "warning");
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilItAnswersAsync();
    }

    public async Task KillAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Stopped in its tracks: connections stay and nothing answers.</summary>
    public Task FreezeAsync() => Shell.RunAsync("kill", "-STOP", ProcessId.ToString(CultureInfo.InvariantCulture));

    public Task ThawAsync() => Shell.RunAsync("kill", "-CONT", ProcessId.ToString(CultureInfo.InvariantCulture));

    /// <summary>One command, in words; the first line of the answer.</summary>
    public async Task<string> AskAsync(params string[] words)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync("127.0.0.1", Port);
        await using var stream = connection.GetStream();
        var command = new StringBuilder(FormattableString.Invariant($"*{words.Length}\r\n"));
        foreach (var word in words) command.Append(FormattableString.Invariant($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n"));
        await stream.WriteAsync(Encoding.UTF8.GetBytes(command.ToString()));
        using var reader = new StreamReader(stream);
        return await reader.ReadLineAsync() ?? "";
    }

    public async ValueTask DisposeAsync()
    {
        if (_container is not null) await DockerEngine.RemoveAsync(_container);
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private Task UntilItAnswersAsync() => Shell.UntilAsync(
        async () =>
        {
            try
            {
                return await AskAsync("PING") == "+PONG";
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return false;
            }
        },
        () => $"Redis on port {Port} does not answer.");
}
