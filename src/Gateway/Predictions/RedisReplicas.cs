using Gateway.Storage;
using StackExchange.Redis;

namespace Gateway.Predictions;

/// <summary>The replicas that share a Redis: an entry for each prediction, a turn by Redis's clock, and a channel for verdicts.</summary>
internal sealed class RedisReplicas(RedisGate gate, RedisConnection connection, PredictionsOptions options, TimeProvider time) : IReplicas
{
    private const string Verdicts = "verdicts";

    /// <summary>An entry of a running prediction that nobody asks for any more goes after this.</summary>
    private static readonly TimeSpan PendingFor = TimeSpan.FromHours(1);

    private static readonly RedisScript FindScript = RedisScript.Load("Predictions/replica-find.lua");
    private static readonly RedisScript TurnScript = RedisScript.Load("Predictions/replica-turn.lua");
    private static readonly RedisScript TellScript = RedisScript.Load("Predictions/replica-tell.lua");

    private readonly RedisValue _channel = connection.ChannelOf(Verdicts);
    private readonly RedisValue _longestQuiet = Milliseconds(StatusGate.LongestQuiet(options));
    private readonly TimeSpan _pendingFor = options.PollInterval * 2 > PendingFor ? options.PollInterval * 2 : PendingFor;

    public async ValueTask<PredictionStatus?> FindAsync(PredictionId prediction)
    {
        var reply = await gate.AskAsync(database => FindScript.RunAsync(database, KeyOf(prediction)));
        return reply.IsHeard ? RedisEntry.Of(reply.Value)?.ToStatus(prediction, time) : null;
    }

    public async ValueTask<LookTurn> TakeTurnAsync(PredictionId prediction, TimeSpan maxAge)
    {
        var reply = await gate.AskAsync(
            database => TurnScript.RunAsync(database, KeyOf(prediction), Milliseconds(maxAge), _longestQuiet, Milliseconds(_pendingFor)));
        if (!reply.IsHeard || RedisEntry.Of(reply.Value) is not { } entry || entry.Wait is not { } wait) return LookTurn.Mine;
        var told = entry.ToStatus(prediction, time);
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

    public async ValueTask ForgetAsync(PredictionId prediction) => await gate.AskAsync(database => database.KeyDeleteAsync(KeyOf(prediction)));

    public void Listen(Action<PredictionStatus> hear) => connection.Listen(Verdicts, message =>
    {
        if (RedisEntry.OfVerdict(message) is var (prediction, entry) && entry.ToStatus(prediction, time) is { IsFinal: true } verdict) hear(verdict);
    });

    private async Task TellAsync(PredictionStatus status, TimeSpan quiet)
    {
        var lifetime = Milliseconds(status.IsFinal ? options.TerminalCacheFor : _pendingFor);
        RedisValue verdict = status.IsFinal ? RedisEntry.VerdictOf(status) : "";
        var age = status.LookedAt is { } at ? Milliseconds(time.GetElapsedTime(at)) : -1;
        await gate.AskAsync(database => TellScript.RunAsync(
            database, KeyOf(status.Prediction), RedisEntry.OwnerOf(status), status.IsFinal, status.Body.Bytes, Milliseconds(quiet), age, lifetime, _channel, verdict));
    }

    private RedisKey KeyOf(PredictionId prediction) => $"{gate.Prefix}prediction:{prediction}";

    private static RedisValue Milliseconds(TimeSpan span) => (long)Math.Ceiling(span.TotalMilliseconds);
}
