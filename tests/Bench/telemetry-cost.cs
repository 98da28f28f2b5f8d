#:sdk Microsoft.NET.Sdk.Web
#:property PublishAot=false
#:property RestorePackagesWithLockFile=false
#:property RunWorkingDirectory=$(MSBuildStartupDirectory)

// What telemetry costs on the poll path: processor time of the gateway for each poll that is answered from memory, with telemetry off, with traces,
// metrics and logs at 1 % sampling, and at 100 %. All in turns and in one run, because only ratios of one run mean anything.
//
//   dotnet build src/Gateway -c Release && dotnet run tests/Bench/telemetry-cost.cs [rounds] [polls] [name=path/to/Gateway.dll …]
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 9;
var polls = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 20_000;
string[] binaries = args.Length > 2 ? args[2..] : ["gateway=src/Gateway/bin/Release/net10.0/Gateway.dll"];
(string Name, string? Sampling)[] modes = [("off", null), ("1 %", "0.01"), ("100 %", "1")];

await using var collector = await Collector.StartAsync();
var servers = new List<Server>();
try
{
    foreach (var binary in binaries.Select(argument => argument.Split('=', 2)))
        foreach (var (name, sampling) in modes)
            if (sampling is not null || servers.Count == 0) servers.Add(await Server.StartAsync($"{binary[0]}, {name}", binary[1], sampling, collector));
    foreach (var server in servers) await server.PollAsync(3 * polls);
    for (var round = 0; round < rounds; round++)
        foreach (var server in servers.OrderBy(_ => Random.Shared.Next())) await server.MeasureAsync(polls);
    var off = servers[0].Median;
    Console.WriteLine("| telemetry | µs of CPU per poll, median (lowest to highest) | ratio |\n|---|---|---|");
    foreach (var server in servers)
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {server.Name} | {server.Median:0.0} ({server.Costs.Min():0.0} to {server.Costs.Max():0.0}) | {server.Median / off:0.00} |"));
    Console.WriteLine($"The collector took {collector.Requests} requests, {collector.Bytes / 1024} KB.");
}
finally
{
    foreach (var server in servers) server.Dispose();
}

/// <summary>A gateway in a process and a folder of its own, with the sandbox as its vendor.</summary>
internal sealed class Server(string name, Process process, HttpClient client, DirectoryInfo folder) : IDisposable
{
    private const int Callers = 16;
    private string _prediction = "";

    public string Name => name;
    public List<double> Costs { get; } = [];
    public double Median => Costs.Order().ElementAt(Costs.Count / 2);

    public static async Task<Server> StartAsync(string name, string binary, string? sampling, Collector collector)
    {
        var folder = Directory.CreateTempSubdirectory("gateway-bench-");
        var port = FreePort();
        var start = new ProcessStartInfo("dotnet", [Path.GetFullPath(binary), "--urls", $"http://127.0.0.1:{port}", "--Management:Port=0", "--Predictions:PollInterval=01:00:00"])
        {
            WorkingDirectory = folder.FullName, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var variable in start.Environment.Keys.Where(key => key.StartsWith("OTEL_", StringComparison.Ordinal) || key == "ATLASCLOUD_API_KEY").ToList()) start.Environment.Remove(variable);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        if (sampling is not null)
        {
            start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address;
            start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            start.Environment["OTEL_TRACES_SAMPLER"] = "parentbased_traceidratio";
            start.Environment["OTEL_TRACES_SAMPLER_ARG"] = sampling;
        }
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => { if (line.Data is { Length: > 0 } text) Console.Error.WriteLine($"{name}: {text}"); };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, ActivityHeadersPropagator = null }) { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        client.DefaultRequestHeaders.Add("x-api-key", "sandbox-team-key");
        var server = new Server(name, process, client, folder);
        await server.BuyAsync();
        return server;
    }

    public async Task MeasureAsync(int polls)
    {
        var before = Cpu();
        await PollAsync(polls);
        Costs.Add((Cpu() - before).TotalMicroseconds / polls);
    }

    public Task PollAsync(int polls) => Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
    {
        for (var i = 0; i < polls / Callers; i++)
        {
            using var answer = await client.GetAsync(_prediction);
            if (answer.StatusCode != HttpStatusCode.OK) throw new InvalidOperationException($"{name} answered {answer.StatusCode}.");
        }
    }));

    public void Dispose()
    {
        client.Dispose();
        if (!process.HasExited) process.Kill();
        process.WaitForExit();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private async Task BuyAsync()
    {
        const string order = """{"model":"bytedance/seedance-2.0/text-to-video","prompt":"a sunset","duration":5}""";
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var answer = await client.PostAsync("/api/v1/model/generateVideo", new StringContent(order, Encoding.UTF8, "application/json"));
                using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                _prediction = $"/api/v1/model/prediction/{json.RootElement.GetProperty("data").GetProperty("id").GetString()}";
                return;
            }
            catch (HttpRequestException) when (attempt < 1_200 && !process.HasExited)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private TimeSpan Cpu()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Takes what is exported and throws it away.</summary>
internal sealed class Collector(WebApplication app) : IAsyncDisposable
{
    private long _requests;
    private long _bytes;

    public string Address => app.Urls.First();
    public long Requests => Interlocked.Read(ref _requests);
    public long Bytes => Interlocked.Read(ref _bytes);

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var collector = new Collector(app);
        app.Run(async http =>
        {
            Interlocked.Increment(ref collector._requests);
            Interlocked.Add(ref collector._bytes, http.Request.ContentLength ?? 0);
            await http.Request.Body.CopyToAsync(Stream.Null);
            http.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();
}
