using System.Diagnostics;
using System.Globalization;
using Gateway.Tests.Servers;
using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;

namespace Gateway.Faults;

/// <summary>One gateway: a real process in a folder of its own, started again whenever it ends, as an orchestrator would.</summary>
internal sealed class Replica(int number, string folder, IReadOnlyDictionary<string, string> settings, Witness witness) : IAsyncDisposable
{
    /// <summary>The exit code of a gateway that finds no ledger when it starts.</summary>
    private const int NoLedger = 74;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly Lock _writing = new();
    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{FreePort.Next()}");

    public string Folder => folder;

    private string LogFile => Path.Combine(folder, "log");

    public async Task StartAsync()
    {
        var started = TimeProvider.System.GetTimestamp();
        do
        {
            _process = Launch("serve", "--urls", Address.GetLeftPart(UriPartial.Authority), "--Management:Port=0");
            while (!_process.HasExited && TimeProvider.System.GetElapsedTime(started) < Patience)
            {
                if (await IsReadyAsync()) return;
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            }
            witness.Count("starts that found no ledger");
            witness.Expect(!_process.HasExited || _process.ExitCode == NoLedger, () => $"Gateway {number} ended with {_process.ExitCode} while it started; see {LogFile}.");
        }
        while (TimeProvider.System.GetElapsedTime(started) < Patience);
        throw new InvalidOperationException($"Gateway {number} did not become ready; see {LogFile}.");
    }

    public async Task KillAsync()
    {
        if (_process is null) return;
        witness.Expect(!_process.HasExited, () => $"Gateway {number} had ended by itself; see {LogFile}.");
        _process.Kill();
        await EndedAsync();
    }

    /// <summary>Asked to end: it does, in time and content.</summary>
    public async Task StopAsync()
    {
        if (_process is null) return;
        await SignalAsync("TERM");
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
            witness.Expect(_process.ExitCode == 0, () => $"Gateway {number} ended with {_process.ExitCode} when it was asked to end; see {LogFile}.");
        }
        catch (OperationCanceledException)
        {
            witness.Violated($"Gateway {number} did not end within {Patience.TotalSeconds} s of being asked to; see {LogFile}.");
            _process.Kill();
        }
        await EndedAsync();
    }

    public Task FreezeAsync() => SignalAsync("STOP");

    public Task ThawAsync() => SignalAsync("CONT");

    /// <summary>A command of the same gateway, to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        using var command = Process.Start(Start(arguments)) ?? throw new InvalidOperationException("The gateway could not be started.");
        var (output, errors) = (command.StandardOutput.ReadToEndAsync(), command.StandardError.ReadToEndAsync());
        await command.WaitForExitAsync();
        return (command.ExitCode, await output + await errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited) _process.Kill();
        await EndedAsync();
    }

    private async Task EndedAsync()
    {
        await _process!.WaitForExitAsync();
        _process.Dispose();
        _process = null;
    }

    private Task SignalAsync(string signal) => Shell.RunAsync("kill", $"-{signal}", _process!.Id.ToString(CultureInfo.InvariantCulture));

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Callers.Http.GetAsync(new Uri(Address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private Process Launch(params string[] arguments)
    {
        var process = Process.Start(Start(arguments)) ?? throw new InvalidOperationException("The gateway could not be started.");
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private ProcessStartInfo Start(string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Gateway.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (key, value) in settings) start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        return start;
    }

    private void Write(string? line)
    {
        if (line is null) return;
        witness.Expect(!line.Contains(VendorStandIn.TestKey, StringComparison.Ordinal), () => $"Gateway {number} logged the vendor key; see {LogFile}.");
        lock (_writing) File.AppendAllText(LogFile, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}\n");
    }
}
