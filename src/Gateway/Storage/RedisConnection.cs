using StackExchange.Redis;

namespace Gateway.Storage;

/// <summary>
/// The one connection of the process. It is begun at the start and decides nothing there: a Redis that is away then is connected to as
/// soon as it is there, and again whenever it was lost.
/// </summary>
internal sealed partial class RedisConnection(RedisSettings settings, TimeProvider time, ILogger<RedisConnection> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan TryAgainEvery = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly List<(RedisChannel Channel, Action<ReadOnlyMemory<byte>> Hear)> _listeners = [];
    private Task _beginning = Task.CompletedTask;
    private ConnectionMultiplexer? _multiplexer;
    private volatile IDatabase? _database;

    public string Prefix => settings.Prefix;

    /// <summary>Null while there is no connection: calls would fail at once.</summary>
    public IDatabase? Database => _database is { Multiplexer.IsConnected: true } database ? database : null;

    public string ChannelOf(string name) => settings.Prefix + name;

    /// <summary>To be said before the start. What is said while the connection is lost is not heard.</summary>
    public void Listen(string name, Action<ReadOnlyMemory<byte>> hear) => _listeners.Add((RedisChannel.Literal(ChannelOf(name)), hear));

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _beginning = Task.Run(BeginAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _beginning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_multiplexer is not { } multiplexer) return;
        await multiplexer.CloseAsync(allowCommandsToComplete: false);
        await multiplexer.DisposeAsync();
    }

    private async Task BeginAsync()
    {
        var multiplexer = await UntilDoneAsync(async () => await ConnectionMultiplexer.ConnectAsync(settings.Options));
        if (multiplexer is null) return;
        _multiplexer = multiplexer;
        _database = multiplexer.GetDatabase();
        if (!multiplexer.IsConnected) Log.NotThereYet(logger);
        foreach (var (channel, hear) in _listeners)
            await UntilDoneAsync(async () =>
            {
                await multiplexer.GetSubscriber().SubscribeAsync(channel, (_, message) => hear(message));
                return multiplexer;
            });
    }

    /// <summary>Null when the process ends first.</summary>
    private async Task<ConnectionMultiplexer?> UntilDoneAsync(Func<Task<ConnectionMultiplexer>> step)
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                return await step();
            }
            catch (Exception fault) when (fault is not OutOfMemoryException)
            {
                Log.TryingAgain(logger, fault.GetType().Name);
                await Task.Delay(TryAgainEvery, time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(1601, LogLevel.Warning, "Redis is not there yet; the gateway works without it and connects as soon as it is.")]
        public static partial void NotThereYet(ILogger logger);

        [LoggerMessage(1602, LogLevel.Debug, "Redis: {Fault}; trying again.")]
        public static partial void TryingAgain(ILogger logger, string fault);
    }
}
