using System.Diagnostics;
using System.Text;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The real binary, in a folder of its own: started, killed, started again, and asked on the command line.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly StringBuilder output = new();
    private Process? process;

    public GatewayProcess(VendorStandIn vendor, GatewaySettings? settings = null)
    {
        Settings = settings ?? new GatewaySettings().RealTime();
        Directory.CreateDirectory(Settings.Folder);
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(30) };
        Environment = new()
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production", ["ATLASCLOUD_API_KEY"] = vendor.Key, ["Atlas__BaseUrl"] = vendor.BaseUrl.GetLeftPart(UriPartial.Authority),
            ["ConnectionStrings__Ledger"] = $"Data Source={Settings.LedgerPath}", ["NO_PROXY"] = "127.0.0.1,localhost",
        };
        foreach (var (key, value) in Settings.Values) Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value ?? "";
    }

    public GatewaySettings Settings { get; }
    public Dictionary<string, string> Environment { get; }
    public Uri Address { get; }
    public HttpClient Client { get; }

    /// <summary>All it wrote so far, across restarts.</summary>
    public string Output
    {
        get { lock (output) return output.ToString(); }
    }

    /// <summary>Starts it and waits until it is ready to take orders.</summary>
    public async Task StartAsync()
    {
        process = Launch("serve", "--urls", Address.GetLeftPart(UriPartial.Authority), "--Management:Port=0");
        var started = TimeProvider.System.GetTimestamp();
        while (!await IsReadyAsync())
        {
            Assert.False(process.HasExited, $"The gateway ended while it started: {Output}");
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"The gateway never became ready: {Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }
    }

    /// <summary>As if the machine lost its power: no signal it could handle, nothing is flushed.</summary>
    public async Task KillAsync()
    {
        if (process is null) return;
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    /// <summary>Runs one command to its end.</summary>
    public async Task<(int ExitCode, string Output)> RunAsync(params string[] arguments)
    {
        var written = new StringBuilder();
        using var command = Launch(arguments, written);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await command.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            command.Kill();
            Assert.Fail($"`{string.Join(' ', arguments)}` did not end: {written}");
        }
        lock (written) return (command.ExitCode, written.ToString());
    }

    public async Task<Answer> SendAsync(HttpMethod method, string target, string? body = null, string team = "studio", CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(method, target);
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + GatewaySettings.TokenOf(team));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.SendAsync(request, cancellationToken);
        return await Answer.ReadAsync(response, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Client.Dispose();
        Directory.Delete(Settings.Folder, recursive: true);
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await Client.GetAsync("/health/ready");
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private Process Launch(params string[] arguments) => Launch(arguments, output);

    private Process Launch(string[] arguments, StringBuilder written)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Settings.Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Gateway.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (key, value) in Environment) start.Environment[key] = value;
        var launched = Process.Start(start) ?? throw new InvalidOperationException("The gateway could not be started.");
        launched.OutputDataReceived += (_, line) => Write(line.Data);
        launched.ErrorDataReceived += (_, line) => Write(line.Data);
        launched.BeginOutputReadLine();
        launched.BeginErrorReadLine();
        return launched;

        void Write(string? line)
        {
            lock (written) written.AppendLine(line);
        }
    }
}
