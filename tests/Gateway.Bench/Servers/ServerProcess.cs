using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Gateway.Bench.Servers;

/// <summary>A server that is measured: one process tree on one port, with what it has cost so far.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly double TicksPerSecond = 100;
    private readonly Process _process;
    private bool _isEnded;

    private ServerProcess(string name, int port, Process process) => (Name, Port, _process) = (name, port, process);

    public string Name { get; }
    public int Port { get; }

    /// <summary>From the start of the process to its first answer.</summary>
    public TimeSpan TimeToFirstAnswer { get; private set; }

    /// <param name="ready">A path that answers when the server can be used.</param>
    public static async Task<ServerProcess> StartAsync(string name, int port, ProcessStartInfo start, string ready = "/")
    {
        // Nobody reads what it says; a benchmark that fails is run again by hand.
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        var begun = Stopwatch.GetTimestamp();
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} could not be started.");
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => { if (line.Data is { Length: > 0 } text) Console.Error.WriteLine($"{name}: {text}"); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new ServerProcess(name, port, process);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        while (!await AnswersAsync(client, new Uri($"http://127.0.0.1:{port}{ready}")))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(begun) > Patience) throw new InvalidOperationException($"{name} did not become ready.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
        server.TimeToFirstAnswer = Stopwatch.GetElapsedTime(begun);
        return server;
    }

    /// <summary>Processor time of the process and its children, user and system.</summary>
    public TimeSpan Cpu => TimeSpan.FromSeconds(Tree().Sum(CpuSeconds));

    /// <summary>Resident memory of the process and its children, in megabytes.</summary>
    public double Megabytes => Tree().Sum(id => ReadStatus(id, "VmRSS:") / 1024.0);

    public void Dispose()
    {
        // A scenario may end one before the fleet ends all.
        if (Interlocked.Exchange(ref _isEnded, true)) return;
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri address)
    {
        try
        {
            using var answer = await client.GetAsync(address);
            return (int)answer.StatusCode < 500;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private IEnumerable<int> Tree()
    {
        var parents = Directory.GetDirectories("/proc").Select(Path.GetFileName)
            .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!, CultureInfo.InvariantCulture))
            .Select(id => (Id: id, Fields: Stat(id))).Where(entry => entry.Fields.Length > 13).ToLookup(entry => int.Parse(entry.Fields[1], CultureInfo.InvariantCulture), entry => entry.Id);
        var found = new List<int> { _process.Id };
        for (var at = 0; at < found.Count; at++) found.AddRange(parents[found[at]]);
        return found;
    }

    private static double CpuSeconds(int id) =>
        Stat(id) is { Length: > 13 } fields ? (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond : 0;

    /// <summary>The fields of /proc/id/stat after the program's name: state, parent …; empty when the process is gone.</summary>
    private static string[] Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static long ReadStatus(int id, string name)
    {
        try
        {
            var line = File.ReadLines($"/proc/{id}/status").FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
