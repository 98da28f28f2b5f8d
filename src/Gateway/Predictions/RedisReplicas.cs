using Gateway.Storage;
using StackExchange.Redis;

namespace Gateway.Predictions;

/// <summary>The replicas that share a Redis: an entry for each prediction, a turn by Redis's clock, and a channel for verdicts.</summary>
internal sealed class RedisReplicas : IReplicas
{
    private const string Verdicts = "verdicts";

    /// <summary>An entry of a running prediction that nobody asks for any more goes after this.</summary>
    private static readonly TimeSpan PendingFor = TimeSpan.FromHours(1);

    private static readonly RedisScript FindScript = RedisScript.Load("Predictions/replica-find.lua");
    private static readonly RedisScript TurnScript = RedisScript.Load("Predictions/replica-turn.lua");
    private static readonly RedisScript TellScript = RedisScript.Load("Predictions/replica-tell.lua");

    private readonly RedisGate _gate;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pendingFor;
    private readonly TimeSpan _finalFor;
    private readonly RedisValue _longestQuiet;
    private readonly RedisValue _channel;
    private volatile Action<PredictionStatus>? _hear;

    public RedisReplicas(RedisGate gate, RedisConnection connection, PredictionsOptions options, TimeProvider time)
    {
        (_gate, _time, _finalFor) = (gate, time, options.TerminalCacheFor);
        _pendingFor = options.PollInterval * 2 > PendingFor ? options.PollInterval * 2 : PendingFor;
        _longestQuiet = Milliseconds(StatusGate.LongestQuiet(options));
        _channel = connection.ChannelOf(Verdicts);
        connection.Listen(Verdicts, Hear);
    }

    public async ValueTask<PredictionStatus?> FindAsync(PredictionId prediction)
    {
        var reply = await _gate.AskAsync(database => FindScript.RunAsync(database, KeyOf(prediction)));
        return reply.IsHeard ? RedisEntry.Of(reply.Value)?.ToStatus(prediction, _time) : null;
    }

    public async ValueTask<LookTurn> TakeTurnAsync(PredictionId prediction, TimeSpan maxAge)
    {
        var reply = await _gate.AskAsync(
            database => TurnScript.RunAsync(database, KeyOf(prediction), Milliseconds(maxAge), _longestQuiet, Milliseconds(_pendingFor)));
        if (!reply.IsHeard || RedisEntry.Of(reply.Value) is not { } entry || entry.Wait is not { } wait) return LookTurn.Mine;
        var told = entry.ToStatus(prediction, _time);
        if (!entry.IsFinal || told is { IsFinal: true }) return new LookTurn(IsMine: false, told, wait);

        // A verdict that cannot be read would keep everybody from asking.
        await ForgetAsync(prediction);
        return LookTurn.Mine;
    }

    public void Tell(PredictionStatus status, TimeSpan quiet)
    {
        if (status.IsClaimed || status.Body.Length is 0 or > VendorBytes.MaxKept) return;
        _ = TellAsync(status, quiet);
    }

    public async ValueTask ForgetAsync(PredictionId prediction) => await _gate.AskAsync(database => database.KeyDeleteAsync(KeyOf(prediction)));

    public void Listen(Action<PredictionStatus> hear) => _hear = hear;

    private void Hear(ReadOnlyMemory<byte> message)
    {
        if (RedisEntry.OfVerdict(message) is var (prediction, entry) && entry.ToStatus(prediction, _time) is { IsFinal: true } verdict) _hear?.Invoke(verdict);
    }

    private async Task TellAsync(PredictionStatus status, TimeSpan quiet)
    {
        var lifetime = Milliseconds(status.IsFinal ? _finalFor : _pendingFor);
        RedisValue verdict = status.IsFinal ? RedisEntry.VerdictOf(status) : "";
        var age = status.LookedAt is { } at ? Milliseconds(_time.GetElapsedTime(at)) : -1;
        await _gate.AskAsync(database => TellScript.RunAsync(
            database, KeyOf(status.Prediction), RedisEntry.OwnerOf(status), status.IsFinal, status.Body.Bytes, Milliseconds(quiet), age, lifetime, _channel, verdict));
    }

    private RedisKey KeyOf(PredictionId prediction) => $"{_gate.Prefix}prediction:{prediction}";

    private static RedisValue Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);
}
