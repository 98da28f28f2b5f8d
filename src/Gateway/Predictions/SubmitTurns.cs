using System.Collections.Concurrent;
using Gateway.Atlas;
using Gateway.Http;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>Leave to submit. Nobody waited for a turn without a queue; one of a queue that came to nothing goes to whoever waits next.</summary>
/// <param name="GivenAt">A timestamp.</param>
internal sealed record Turn(string Model, long GivenAt, TurnQueue? From) : IDisposable
{
    /// <summary>The vendor was called.</summary>
    public bool IsUsed { get; set; }

    public void Dispose()
    {
        if (!IsUsed) From?.GiveBack();
    }
}

/// <summary>
/// Slows submits while the vendor says 429, fairly between teams. The vendor limits each model and the account, and does not say which
/// limit was hit: one model that is refused is slowed alone; when a second is refused meanwhile, it is the account, and all wait in one queue.
/// </summary>
internal sealed partial class SubmitTurns : IDisposable
{
    /// <summary>More models at once than the vendor has are one caller's invention; the account's queue serves them.</summary>
    private const int MaxSlowModels = 1_000;

    private readonly TurnOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<SubmitTurns> _logger;
    private readonly ConcurrentDictionary<string, TurnQueue> _models = new(StringComparer.Ordinal);
    private readonly TurnQueue _account;

    public SubmitTurns(TurnOptions options, TimeProvider time, GatewayMetrics metrics, ILogger<SubmitTurns> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _account = new TurnQueue(options, time);
        metrics.WatchTurns(() => _account.Waiting + _models.Values.Sum(queue => queue.Waiting));
    }

    /// <summary>Before money is set aside. Ends when the caller hangs up, by the exception of the token.</summary>
    public async ValueTask<(Turn? Turn, Problem? Refusal)> TakeAsync(TeamId team, string model, CancellationToken hungUp)
    {
        var queue = QueueOf(model);
        if (queue is not null && !await queue.WaitAsync(team, hungUp)) return (null, VendorProblems.OfAccount(StatusCodes.Status429TooManyRequests));
        return (new Turn(model, _time.GetTimestamp(), queue), null);
    }

    /// <summary>Whether a submit of this model may have to wait now.</summary>
    public bool AreSlow(string model) => QueueOf(model) is { IsSlow: true };

    /// <summary>What the vendor answered to a submit that had its turn.</summary>
    public void Heard(Turn turn, SubmitReply reply)
    {
        turn.IsUsed = reply is not SubmitReply.NotSent;
        if (reply is not SubmitReply.AccountTrouble { VendorStatus: StatusCodes.Status429TooManyRequests }) return;
        if (_models.Count >= MaxSlowModels) Forget();
        var others = _models.Any(queue => queue.Key != turn.Model && queue.Value.IsSlow);
        if ((others || _account.IsSlow || _models.Count >= MaxSlowModels) && _account.SlowDown(turn.GivenAt)) Log.AccountIsBusy(_logger, _options.StartPerSecond);
        if (_models.Count < MaxSlowModels && _models.GetOrAdd(turn.Model, _ => new TurnQueue(_options, _time)).SlowDown(turn.GivenAt))
            Log.ModelIsBusy(_logger, turn.Model, _options.StartPerSecond);
    }

    private TurnQueue? QueueOf(string model) => _account.IsSlow ? _account : _models.GetValueOrDefault(model);

    /// <summary>Queues that nobody needs any more; whoever holds one in this moment is still served by it.</summary>
    private void Forget()
    {
        foreach (var (model, queue) in _models)
            if (!queue.IsSlow && queue.Waiting == 0) _models.TryRemove(model, out _);
    }

    public void Dispose()
    {
        _account.Dispose();
        foreach (var queue in _models.Values) queue.Dispose();
    }

    private static partial class Log
    {
        [LoggerMessage(6701, LogLevel.Warning, "The vendor says 429 to {Model}: its submits take turns, {PerSecond} a second to begin with.")]
        public static partial void ModelIsBusy(ILogger logger, string model, double perSecond);

        [LoggerMessage(6702, LogLevel.Warning, "The vendor says 429 to several models: all submits take turns, {PerSecond} a second to begin with.")]
        public static partial void AccountIsBusy(ILogger logger, double perSecond);
    }
}
