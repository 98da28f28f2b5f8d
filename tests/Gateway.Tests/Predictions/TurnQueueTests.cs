using Gateway.Predictions;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Predictions;

public sealed class TurnQueueTests
{
    private static readonly TeamId Many = new("many");
    private static readonly TeamId Few = new("few");
    private static readonly TurnOptions Options = new() { MaxWaiting = 1_000, MaxWait = TimeSpan.FromMinutes(5), RecoveryPerSecond = 0.001, FullPerSecond = 10 };
    private readonly ManualTime time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    private TurnQueue Slow(TurnOptions? options = null)
    {
        var queue = new TurnQueue(options ?? Options, time);
        Assert.True(queue.SlowDown(time.GetTimestamp()));
        return queue;
    }

    private static Task<bool>[] Ask(TurnQueue queue, TeamId team, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => queue.WaitAsync(team, CancellationToken.None).AsTask())];

    /// <summary>How many were given their turn meanwhile: told by the queue itself, since callers hear of it on threads of their own.</summary>
    private int GivenIn(int seconds, TurnQueue queue)
    {
        var before = queue.Waiting;
        for (var second = 0; second < seconds; second++) time.Advance(TimeSpan.FromSeconds(1));
        return before - queue.Waiting;
    }

    [Fact]
    public async Task Nobody_waits_before_the_first_429()
    {
        using var queue = new TurnQueue(Options, time);
        Assert.All(await Task.WhenAll(Ask(queue, Many, 1_000)), Assert.True);
    }

    [Fact]
    public async Task Five_hundred_of_one_team_and_one_of_another_take_turns()
    {
        using var queue = Slow();
        var many = Ask(queue, Many, 500);
        var few = Ask(queue, Few, 1);
        Assert.Equal(501, queue.Waiting);
        Assert.Equal(2, GivenIn(2, queue));
        Assert.True(await few[0]);
        Assert.True(await Eventually.TrueAsync(() => many.Count(one => one.IsCompleted) == 1));
    }

    [Fact]
    public async Task A_second_429_halves_the_pace_and_one_to_what_was_sent_before_does_not()
    {
        using var queue = Slow();
        var sent = time.GetTimestamp();
        queue.SlowDown(sent);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await queue.WaitAsync(Many, CancellationToken.None));
        Assert.False(queue.SlowDown(time.GetTimestamp()));
        Ask(queue, Many, 1);
        Assert.Equal(0, GivenIn(1, queue));
        Assert.Equal(1, GivenIn(1, queue));
    }

    [Fact]
    public void The_pace_rises_steadily_until_nobody_waits()
    {
        using var queue = Slow(Options with { RecoveryPerSecond = 1, StartPerSecond = 1, FullPerSecond = 5 });
        Ask(queue, Many, 60);
        Assert.InRange(GivenIn(3, queue), 3, 12);
        GivenIn(3, queue);
        Assert.Equal(0, queue.Waiting);
        Assert.False(queue.IsSlow);
    }

    [Fact]
    public async Task A_turn_that_came_to_nothing_goes_to_the_next_at_once_and_the_pace_stays()
    {
        using var queue = Slow();
        Ask(queue, Many, 5);
        Assert.Equal(1, GivenIn(1, queue));
        queue.GiveBack();
        Assert.Equal(3, queue.Waiting);
        Assert.Equal(1, GivenIn(1, queue));
        Assert.Equal(2, GivenIn(2, queue));

        // With nobody waiting it is kept for the next who comes; two of them do not add up.
        queue.GiveBack();
        queue.GiveBack();
        Assert.True(await Ask(queue, Few, 1)[0]);
        Ask(queue, Few, 1);
        Assert.Equal(1, queue.Waiting);
    }

    [Theory]
    [InlineData("MaxWait", "00:10:00")]
    [InlineData("MaxWaiting", "0")]
    [InlineData("StartPerSecond", "0")]
    [InlineData("StartPerSecond", "10")]
    [InlineData("LowestPerSecond", "2")]
    [InlineData("Pace", "1")]
    public void A_setting_that_cannot_be_used_is_named(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new($"Predictions:Turns:{key}", value)]).Build();
        Assert.StartsWith($"Predictions:Turns:{key}", Assert.Single(TurnOptions.FaultsOf(configuration)), StringComparison.Ordinal);
    }
}
