using StackExchange.Redis;

namespace Gateway.Storage;

/// <summary>What Redis said, or that it was not heard.</summary>
internal readonly record struct RedisReply<T>(bool IsHeard, T? Value);

/// <summary>
/// The only way to ask Redis for anything. No call waits longer than <see cref="Patience"/>, none throws, and a Redis that does not
/// answer is left alone: after three misses in a row nobody asks for a second, and then one call at a time finds out whether it is back.
/// </summary>
/// <param name="patience">For tests on busy machines; <see cref="Patience"/> unless given.</param>
internal sealed partial class RedisGate(RedisConnection connection, TimeProvider time, ILogger<RedisGate> logger, TimeSpan? patience = null)
{
    /// <summary>A request asks at most three times one after another, so that it waits at most 240 ms for Redis in all.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(80);

    /// <summary>Calls that may be unanswered at once, those nobody waits for any more included.</summary>
    public const int MaxOutstanding = 1024;

    private const int MissesToClose = 3;
    private static readonly TimeSpan ClosedFor = TimeSpan.FromSeconds(1);

    private int _outstanding;
    private int _misses;
    private int _isProbing;
    private long _lastMiss;

    public int Outstanding => Volatile.Read(ref _outstanding);

    public string Prefix => connection.Prefix;

    public async ValueTask<RedisReply<T>> AskAsync<T>(Func<IDatabase, Task<T>> ask)
    {
        if (!TryPass(out var isProbe)) return default;
        try
        {
            if (connection.Database is not { } database) return Missed<T>("no connection");
            if (Interlocked.Increment(ref _outstanding) > MaxOutstanding)
            {
                Interlocked.Decrement(ref _outstanding);
                return Missed<T>("too many calls are unanswered");
            }
            return await HeardAsync(Begin(ask, database));
        }
        finally
        {
            if (isProbe) Volatile.Write(ref _isProbing, 0);
        }
    }

    private async ValueTask<RedisReply<T>> HeardAsync<T>(Task<T> call)
    {
        try
        {
            var value = await call.WaitAsync(patience ?? Patience, time);
            Interlocked.Decrement(ref _outstanding);
            if (Volatile.Read(ref _misses) > 0 && Interlocked.Exchange(ref _misses, 0) >= MissesToClose) Log.Back(logger);
            return new RedisReply<T>(true, value);
        }
        catch (TimeoutException) when (!call.IsCompleted)
        {
            // Counted until its end: memory stays flat however long the server is stopped.
            _ = call.ContinueWith(LetGo, this, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return Missed<T>("no answer in time");
        }
        catch (Exception fault)
        {
            // Whatever a cache says about its own trouble, the answer to the caller is the same: not heard.
            Interlocked.Decrement(ref _outstanding);
            return Missed<T>(fault is RedisServerException ? fault.Message : fault.GetType().Name);
        }
    }

    private static Task<T> Begin<T>(Func<IDatabase, Task<T>> ask, IDatabase database)
    {
        try
        {
            return ask(database);
        }
        catch (Exception fault)
        {
            return Task.FromException<T>(fault);
        }
    }

    private static void LetGo(Task call, object? gate)
    {
        _ = call.Exception;
        Interlocked.Decrement(ref ((RedisGate)gate!)._outstanding);
    }

    private bool TryPass(out bool isProbe)
    {
        isProbe = false;
        if (Volatile.Read(ref _misses) < MissesToClose) return true;
        if (time.GetElapsedTime(Volatile.Read(ref _lastMiss)) < ClosedFor) return false;
        isProbe = Interlocked.CompareExchange(ref _isProbing, 1, 0) == 0;
        return isProbe;
    }

    private RedisReply<T> Missed<T>(string why)
    {
        Volatile.Write(ref _lastMiss, time.GetTimestamp());
        if (Interlocked.Increment(ref _misses) == MissesToClose) Log.Away(logger, why);
        return default;
    }

    private static partial class Log
    {
        [LoggerMessage(1611, LogLevel.Warning, "Redis is not heard ({Why}); the gateway goes on without it.")]
        public static partial void Away(ILogger logger, string why);

        [LoggerMessage(1612, LogLevel.Information, "Redis is heard again.")]
        public static partial void Back(ILogger logger);
    }
}
