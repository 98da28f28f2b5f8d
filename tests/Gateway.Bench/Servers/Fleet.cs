using System.Diagnostics;
using System.Globalization;
using Gateway.Bench.Load;

namespace Gateway.Bench.Servers;

/// <summary>Starts the servers that are compared, each as a process of its own on a free port, and ends them all.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    private readonly List<IDisposable> _running = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway-bench-");

    private Fleet() { }

    public ServerProcess Vendor { get; private set; } = null!;
    public string Folder => _folder.FullName;

    public static async Task<Fleet> StartAsync()
    {
        var fleet = new Fleet();
        var port = ServerProcess.FreePort();
        fleet.Vendor = fleet.Keep(await ServerProcess.StartAsync("vendor", port, Own("vendor", port.ToString(CultureInfo.InvariantCulture))));
        return fleet;
    }

    public async Task<ServerProcess> BareProxyAsync()
    {
        var port = ServerProcess.FreePort();
        return Keep(await ServerProcess.StartAsync("bare YARP", port, Own("bare", $"{port}", $"{Vendor.Port}")));
    }

    /// <summary>The gateway as it is shipped, with a team, its budgets, the company's, and traces at 1 %.</summary>
    public async Task<ServerProcess> GatewayAsync(string name = "gateway", params (string Key, string Value)[] settings)
    {
        var port = ServerProcess.FreePort();
        var start = GatewayStart.For(Directory.CreateDirectory(Path.Combine(Folder, $"{name}-{port}".Replace(' ', '-'))).FullName, port, Vendor.Port, settings);
        return Keep(await ServerProcess.StartAsync(name, port, start, "/health/ready"));
    }

    /// <summary>Gateways that share one PostgreSQL and one Redis, both started for them.</summary>
    public async Task<IReadOnlyList<ServerProcess>> ReplicasAsync(int count, params (string Key, string Value)[] settings)
    {
        (string Key, string Value)[] all =
        [
            ("ConnectionStrings:Ledger", Keep(await PostgresServer.StartAsync()).Connection),
            ("ConnectionStrings:Redis", Keep(await RedisServer.StartAsync()).Connection),
            .. settings,
        ];
        var replicas = new List<ServerProcess>();
        for (var number = 1; number <= count; number++) replicas.Add(await GatewayAsync($"replica {number}", all));
        return replicas;
    }

    /// <summary>Null where the program is not installed.</summary>
    public async Task<ServerProcess?> NginxAsync()
    {
        if (Programs.Find("nginx") is not { } program) return null;
        var port = ServerProcess.FreePort();
        return Keep(await ServerProcess.StartAsync("nginx", port, new ProcessStartInfo(program, ["-p", Folder, "-c", Programs.NginxConfiguration(Folder, port, Vendor.Port)])));
    }

    /// <summary>Null where the program is not installed.</summary>
    public async Task<ServerProcess?> HaproxyAsync()
    {
        if (Programs.Find("haproxy") is not { } program) return null;
        var port = ServerProcess.FreePort();
        return Keep(await ServerProcess.StartAsync("HAProxy", port, new ProcessStartInfo(program, ["-f", Programs.HaproxyConfiguration(Folder, port, Vendor.Port)])));
    }

    /// <summary>How often the vendor was asked for a prediction until now.</summary>
    public async Task<long> LooksAsync()
    {
        using var connection = await RawConnection.OpenAsync(Vendor.Port);
        await connection.SendAsync(Requests.Get(VendorRole.LooksPath));
        return long.Parse(connection.Body.Span, CultureInfo.InvariantCulture);
    }

    /// <summary>Ended with the rest.</summary>
    public T Keep<T>(T server) where T : IDisposable
    {
        _running.Add(server);
        return server;
    }

    public ValueTask DisposeAsync()
    {
        _running.Reverse();
        foreach (var server in _running) server.Dispose();
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>This very program in another role.</summary>
    private static ProcessStartInfo Own(params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, "Gateway.Bench.dll"), .. arguments]);
}
