using Gateway.Storage;
using Gateway.Tests.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Storage;

/// <summary>One replica's way to Redis.</summary>
internal sealed class RedisReplica : IAsyncDisposable
{
    /// <summary>The machine may be busy; what a miss costs is shown where the test says so.</summary>
    private static readonly TimeSpan Patient = TimeSpan.FromSeconds(5);

    private RedisReplica(RedisConnection connection, RedisGate gate, LogLines<RedisGate> log) => (Connection, Gate, Log) = (connection, gate, log);

    public RedisConnection Connection { get; }
    public RedisGate Gate { get; }
    public LogLines<RedisGate> Log { get; }

    /// <param name="patience">Null for the one that is shipped.</param>
    public static async Task<RedisReplica> StartAsync(RedisServer server, TimeSpan? patience, Action<RedisReplica>? prepare = null)
    {
        var replica = Create(server.Connection, patience);
        prepare?.Invoke(replica);
        await replica.Connection.StartAsync(CancellationToken.None);
        return replica;
    }

    /// <summary>Connected, and as patient as a busy machine needs.</summary>
    public static async Task<RedisReplica> ConnectAsync(RedisServer server, Action<RedisReplica>? prepare = null)
    {
        var replica = await StartAsync(server, Patient, prepare);
        await replica.UntilHeardAsync();
        return replica;
    }

    public Task UntilHeardAsync() =>
        Shell.UntilAsync(async () => (await Gate.AskAsync(database => database.PingAsync())).IsHeard, () => "Redis is not heard.");

    public async ValueTask DisposeAsync() => await Connection.DisposeAsync();

    private static RedisReplica Create(string connection, TimeSpan? patience)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:Redis", connection)]).Build();
        var redis = new RedisConnection(RedisSettings.Read(configuration)!, TimeProvider.System, NullLogger<RedisConnection>.Instance);
        var log = new LogLines<RedisGate>();
        return new RedisReplica(redis, new RedisGate(redis, TimeProvider.System, log, patience), log);
    }
}
