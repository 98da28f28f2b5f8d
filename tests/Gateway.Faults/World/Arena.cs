using System.Globalization;
using Gateway.Tests.Servers;
using Gateway.Tests.Vendor;
using Npgsql;

namespace Gateway.Faults;

/// <summary>Everything a run needs: the servers, the wires in front of them, the vendor, and the gateways.</summary>
internal sealed class Arena : IAsyncDisposable
{
    private readonly Stack<IAsyncDisposable> _parts = new();

    private Arena(int seed, Witness witness) => (Seed, Witness) = (seed, witness);

    public int Seed { get; }
    public Witness Witness { get; }
    public string Folder { get; } = Directory.CreateTempSubdirectory("gateway-faults-").FullName;
    public PostgresServer Postgres { get; private set; } = null!;
    public RedisServer Redis { get; private set; } = null!;
    public VendorStandIn Vendor { get; private set; } = null!;
    public UnkindVendor Moods { get; private set; } = null!;
    public Wire ToLedger { get; private set; } = null!;
    public Wire ToRedis { get; private set; } = null!;
    public Wire ToVendor { get; private set; } = null!;
    public IReadOnlyList<Replica> Gateways { get; private set; } = [];

    /// <summary>The ledger's database without the wire in front.</summary>
    public string Database { get; private set; } = "";

    /// <summary>How often the limits were raised so far, told before any gateway knows.</summary>
    public int Raised { get; private set; }

    public static async Task<Arena> StartAsync(int seed, Witness witness)
    {
        var arena = new Arena(seed, witness);
        try
        {
            await arena.StartPartsAsync();
            return arena;
        }
        catch
        {
            await arena.DisposeAsync();
            throw;
        }
    }

    public void RaiseLimits()
    {
        Raised++;
        WriteSettings();
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part)) await part.DisposeAsync();
        if (Witness.Violations.Count == 0) Directory.Delete(Folder, recursive: true);
    }

    private async Task StartPartsAsync()
    {
        // Both are killed on the way, and so must be processes.
        Postgres = Kept(await PostgresServer.TryStartAsync(durable: true) ?? Servers.Missing<PostgresServer>(PostgresServer.WhyNot));
        Redis = Kept(await RedisServer.StartAsync(asProcess: true));
        Vendor = Kept(await VendorStandIn.StartAsync(TimeProvider.System, Seed));
        Moods = new UnkindVendor(Vendor, Seed, Witness);
        Moods.Prepare();
        (ToLedger, ToRedis, ToVendor) = (Kept(new Wire(Postgres.Port)), Kept(new Wire(Redis.Port)), Kept(new Wire(Vendor.BaseUrl.Port)));
        Database = await Postgres.CreateDatabaseAsync();
        Gateways = [.. Enumerable.Range(0, FaultPlan.Gateways).Select(number => Kept(Gateway(number)))];
        WriteSettings();
        await Task.WhenAll(Gateways.Select(gateway => gateway.StartAsync()));
    }

    private Replica Gateway(int number)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, number.ToString(CultureInfo.InvariantCulture))).FullName;
        return new Replica(number, folder, Settings(), Witness);
    }

    private Dictionary<string, string> Settings() => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["NO_PROXY"] = "127.0.0.1,localhost",
        ["ATLASCLOUD_API_KEY"] = Vendor.Key,
        ["Atlas:BaseUrl"] = $"http://127.0.0.1:{ToVendor.Port.ToString(CultureInfo.InvariantCulture)}",
        ["Atlas:SubmitTimeout"] = "00:00:03",
        ["Atlas:SyncTimeout"] = "00:00:03",
        ["Atlas:Circuit:Break"] = "00:00:01",
        ["ConnectionStrings:Ledger"] = new NpgsqlConnectionStringBuilder(Database) { Port = ToLedger.Port, Timeout = 3 }.ConnectionString,
        ["ConnectionStrings:Redis"] = $"127.0.0.1:{ToRedis.Port.ToString(CultureInfo.InvariantCulture)}",
        ["Ledger:StatementTimeout"] = "00:00:04",
        ["Predictions:PollInterval"] = "00:00:00.3",
        ["Predictions:FollowInterval"] = "00:00:00.5",
        ["Predictions:AbsentAfter"] = "00:00:10",
    };

    /// <summary>Replaced in one step, as a mounted file is.</summary>
    private void WriteSettings()
    {
        foreach (var gateway in Gateways)
        {
            var file = Path.Combine(gateway.Folder, "appsettings.json");
            File.WriteAllText(file + ".new", Teams.Settings(Raised).ToJsonString());
            File.Move(file + ".new", file, overwrite: true);
        }
    }

    private T Kept<T>(T part) where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
