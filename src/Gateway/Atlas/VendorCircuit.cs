using Polly;
using Polly.CircuitBreaker;

namespace Gateway.Atlas;

/// <summary>
/// The way to one operation of the vendor. While the vendor is in trouble there, nothing is sent for a while; then one call tries,
/// and what becomes of it decides for all.
/// </summary>
internal sealed partial class VendorCircuit
{
    private readonly string _operation;
    private readonly TimeSpan _break;
    private readonly SteadyTime _time;
    private readonly ILogger _logger;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<Judged> _pipeline;
    private long _refusesUntil;
    private long? _brokenSince;

    public VendorCircuit(string operation, CircuitOptions options, SteadyTime time, ILogger logger)
    {
        (_operation, _break, _time, _logger) = (operation, options.Break, time, logger);
        _pipeline = new ResiliencePipelineBuilder<Judged> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Judged>
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumCalls,
                SamplingDuration = options.Window,
                BreakDuration = options.Break,
                ShouldHandle = args => new ValueTask<bool>(args.Outcome.Result is { IsTrouble: true }),
                StateProvider = _state,
                OnOpened = _ => Opened(),
                OnHalfOpened = _ => HalfOpened(),
                OnClosed = _ => Closed(),
            })
            .Build();
    }

    /// <summary>0 closed, 1 half open, 2 open.</summary>
    public int State => _state.CircuitState switch { CircuitState.Closed => 0, CircuitState.HalfOpen => 1, _ => 2 };

    /// <summary>How long a call would still be refused; null when it would be sent, be it as the one that tries.</summary>
    public TimeSpan? RestOfBreak
    {
        get
        {
            if (_state.CircuitState == CircuitState.Closed) return null;
            var rest = TimeSpan.FromTicks(Volatile.Read(ref _refusesUntil) - _time.GetUtcNow().Ticks);
            return rest > TimeSpan.Zero ? rest : null;
        }
    }

    /// <summary>Sends, or answers that nothing was sent and when to come back.</summary>
    /// <param name="isSync">Whether the vendor is asked to wait for the work.</param>
    public async Task<VendorReply> SendAsync(Func<Task<VendorReply>> send, bool isSync = false)
    {
        if (RestOfBreak is { } rest) return Refused(rest);
        try
        {
            var judged = await _pipeline.ExecuteAsync(
                static async (call, _) =>
                {
                    var reply = await call.send();
                    return new Judged(reply, VendorHealth.IsTrouble(reply, call.isSync));
                },
                (send, isSync), CancellationToken.None);
            return judged.Reply;
        }
        catch (BrokenCircuitException)
        {
            // It opened this moment, or another call was faster to try.
            return Refused(RestOfBreak ?? _break);
        }
    }

    private VendorReply.NotSent Refused(TimeSpan rest) => new($"The circuit of {_operation} is open.", rest);

    private ValueTask Opened()
    {
        RefuseForABreak();
        if (_brokenSince is null) Log.Opened(_logger, _operation, _break);
        else Log.StillOpen(_logger, _operation, _break);
        _brokenSince ??= _time.GetTimestamp();
        return default;
    }

    private ValueTask HalfOpened()
    {
        RefuseForABreak();
        Log.HalfOpened(_logger, _operation);
        return default;
    }

    private ValueTask Closed()
    {
        Log.Closed(_logger, _operation, _brokenSince is { } since ? _time.GetElapsedTime(since) : TimeSpan.Zero);
        _brokenSince = null;
        return default;
    }

    private void RefuseForABreak() => Volatile.Write(ref _refusesUntil, (_time.GetUtcNow() + _break).Ticks);

    private sealed record Judged(VendorReply Reply, bool IsTrouble);

    private static partial class Log
    {
        [LoggerMessage(5020, LogLevel.Warning, "The vendor is in trouble: nothing is sent to {Operation} for {Break}, then one call tries.")]
        public static partial void Opened(ILogger logger, string operation, TimeSpan @break);

        [LoggerMessage(5021, LogLevel.Debug, "The call that tried {Operation} failed: nothing is sent for another {Break}.")]
        public static partial void StillOpen(ILogger logger, string operation, TimeSpan @break);

        [LoggerMessage(5022, LogLevel.Debug, "One call tries {Operation}.")]
        public static partial void HalfOpened(ILogger logger, string operation);

        [LoggerMessage(5023, LogLevel.Information, "The vendor answers again: {Operation} is open to all, after {Outage}.")]
        public static partial void Closed(ILogger logger, string operation, TimeSpan outage);
    }
}
