using Gateway.Predictions;
using Gateway.Tests.Servers;
using Gateway.Tests.Storage;
using Xunit;

namespace Gateway.Tests.Predictions;

/// <summary>The same rules where replicas tell each other, and what they then know of each other.</summary>
public sealed class RedisReplicasTests : StatusCacheContract
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly List<RedisReplica> _connections = [];
    private RedisServer _server = null!;
    private IReplicas _one = null!;
    private IReplicas _two = null!;
    private StatusCache _second = null!;

    private protected override async Task<IReplicas> StartAsync()
    {
        _server = await RedisServer.StartAsync(asProcess: true);
        _one = await ReplicaAsync();

        // Once Redis knows the scripts, one replica's words come there in the order in which they were said.
        _one.Tell(Status(new ChargeId("chg_0"), "studio", "processing"), TimeSpan.Zero);
        Assert.True(await Eventually.TrueAsync(() => _one.FindAsync(Prediction).AsTask().Result is not null));
        await _one.TakeTurnAsync(Prediction, Minute);
        await _one.ForgetAsync(Prediction);
        return _one;
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
        _second?.Dispose();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_prediction_of_one_replica_is_found_by_another()
    {
        await StartSecondAsync();
        Cache.Own(Status(new ChargeId("chg_1"), "studio", "processing") with { LookedAt = TimeProvider.System.GetTimestamp() });
        Assert.True(await Eventually.TrueAsync(() => FindAsync(_second).Result is { Team.Name: "studio", IsFinal: false, LookedAt: not null }));
    }

    [Fact]
    public async Task A_verdict_replaces_what_another_replica_remembers_and_nothing_replaces_it()
    {
        await StartSecondAsync();
        var charge = await SubmittedAsync("studio");
        Assert.False((await FindAsync(_second))!.IsFinal);
        Cache.PutAndTell(Status(charge, "studio", "completed"));
        Assert.True(await Eventually.TrueAsync(() => _second.InMemory(Prediction) is { IsFinal: true }));
        _two.Tell(Status(charge, "studio", "processing"), TimeSpan.Zero);
        Assert.True((await _one.FindAsync(Prediction))!.IsFinal);
    }

    [Fact]
    public async Task A_verdict_nobody_asked_for_here_takes_no_memory_here()
    {
        await StartSecondAsync();
        Cache.PutAndTell(Status(new ChargeId("chg_1"), "studio", "completed"));
        Assert.True(await Eventually.TrueAsync(() => _two.FindAsync(Prediction).AsTask().Result is { IsFinal: true }));
        Assert.Null(_second.InMemory(Prediction));
    }

    [Fact]
    public async Task An_inferred_owner_is_not_told()
    {
        Cache.PutAndTell(Status(new ChargeId("chg_1"), "studio", "completed") with { IsClaimed = true });
        await _one.TakeTurnAsync(Prediction, Minute);
        Assert.Null(await _one.FindAsync(Prediction));
    }

    [Fact]
    public async Task One_replica_in_a_while_has_the_turn_to_ask()
    {
        await StartSecondAsync();
        var turns = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => (i % 2 == 0 ? _one : _two).TakeTurnAsync(Prediction, Minute).AsTask()));
        Assert.Single(turns, turn => turn.IsMine);
        Assert.All(turns.Where(turn => !turn.IsMine), turn => Assert.InRange(turn.Wait, TimeSpan.FromSeconds(50), Minute));
        Assert.True(await Eventually.TrueAsync(() => _two.TakeTurnAsync(Prediction, TimeSpan.FromMilliseconds(20)).AsTask().Result.IsMine));
    }

    [Fact]
    public async Task After_a_submit_and_after_a_failed_look_nobody_need_ask_for_a_while()
    {
        await StartSecondAsync();
        var status = Status(new ChargeId("chg_1"), "studio", "processing") with { LookedAt = TimeProvider.System.GetTimestamp() };
        await ToldAsync(status, TimeSpan.Zero);
        Assert.False((await _two.TakeTurnAsync(Prediction, Minute)).IsMine);
        await ToldAsync(status with { Failures = 3, LookedAt = TimeProvider.System.GetTimestamp() }, TimeSpan.FromSeconds(20));
        Assert.InRange((await _two.TakeTurnAsync(Prediction, TimeSpan.FromMilliseconds(1))).Wait, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_failed_look_brings_no_older_news_over_newer_ones()
    {
        _one.Tell(Status(new ChargeId("chg_1"), "studio", "running"), TimeSpan.Zero);
        _one.Tell(Status(new ChargeId("chg_1"), "studio", "created") with { Failures = 1 }, Minute);
        var bytes = (await _one.FindAsync(Prediction))!.Body.Bytes;
        Assert.Contains("running", System.Text.Encoding.UTF8.GetString(bytes.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_and_the_turn_is_free()
    {
        _one.Tell(Status(new ChargeId("chg_1"), "studio", "completed"), TimeSpan.Zero);
        Assert.False((await _one.TakeTurnAsync(Prediction, Minute)).IsMine);
        await _one.ForgetAsync(Prediction);
        Assert.True((await _one.TakeTurnAsync(Prediction, Minute)).IsMine);
    }

    [Fact]
    public async Task Answers_too_long_to_keep_are_not_told()
    {
        var body = new VendorBytes("application/json", new byte[VendorBytes.MaxKept + 1]);
        _one.Tell(Status(new ChargeId("chg_1"), "studio", "completed") with { Body = Gateway.Atlas.PredictionBody.From(body, Prediction) }, TimeSpan.Zero);
        Assert.Null(await _one.FindAsync(Prediction));
        Assert.Equal(":0", await _server.AskAsync("DBSIZE"));
    }

    [Fact]
    public async Task What_stands_there_goes_by_itself_in_the_end()
    {
        _one.Tell(Status(new ChargeId("chg_1"), "studio", "completed"), TimeSpan.Zero);
        await _one.TakeTurnAsync(new PredictionId("pred-2"), Minute);
        Assert.Equal(":2", await _server.AskAsync("DBSIZE"));
        foreach (var (prediction, seconds) in new[] { (Prediction, 86_400L), (new PredictionId("pred-2"), 3_600L) })
        {
            var left = await _server.AskAsync("TTL", $"{_connections[0].Gate.Prefix}prediction:{prediction}");
            Assert.InRange(long.Parse(left[1..], System.Globalization.CultureInfo.InvariantCulture), seconds - 60, seconds);
        }
    }

    [Fact]
    public async Task Without_Redis_it_is_everybodys_turn_and_nothing_is_known()
    {
        await StartSecondAsync();
        await _server.KillAsync();
        foreach (var replica in new[] { _one, _two })
        {
            Assert.True((await replica.TakeTurnAsync(Prediction, Minute)).IsMine);
            Assert.Null(await replica.FindAsync(Prediction));
        }
    }

    /// <summary>Whatever the same replica asks next, it asks after Redis has heard this.</summary>
    private async Task ToldAsync(PredictionStatus status, TimeSpan quiet)
    {
        _one.Tell(status, quiet);
        Assert.NotNull(await _one.FindAsync(Prediction));
    }

    private async Task StartSecondAsync()
    {
        _two = await ReplicaAsync();
        _second = NewCache(_two);
    }

    private async Task<IReplicas> ReplicaAsync()
    {
        RedisReplicas? replicas = null;
        _connections.Add(await RedisReplica.ConnectAsync(
            _server, replica => replicas = new RedisReplicas(replica.Gate, replica.Connection, new PredictionsOptions(), TimeProvider.System)));
        return replicas!;
    }
}
