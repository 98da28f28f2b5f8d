using Xunit;

namespace Gateway.Tests;

public sealed class ManualTimeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_delay_ends_when_the_clock_has_moved_far_enough()
    {
        var time = new ManualTime(Start);
        var delay = Task.Delay(TimeSpan.FromSeconds(3), time);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(Start.AddSeconds(3), time.GetUtcNow());
    }

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_and_see_their_own_moment()
    {
        var time = new ManualTime(Start);
        var seen = new List<string>();
        using var late = time.CreateTimer(_ => seen.Add($"late {time.GetElapsedTime(0).TotalSeconds}"), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var often = time.CreateTimer(_ => seen.Add($"often {time.GetElapsedTime(0).TotalSeconds}"), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(["often 2", "often 4", "late 5", "often 6"], seen);
    }

    [Fact]
    public void A_clock_set_back_moves_no_timer()
    {
        var time = new ManualTime(Start);
        var fired = 0;
        using var timer = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        time.SetUtcNow(Start.AddHours(-1));
        Assert.Equal((0, Start.AddHours(-1)), (fired, time.GetUtcNow()));
        time.SetUtcNow(Start.AddHours(-1).AddSeconds(1));
        Assert.Equal(1, fired);
    }
}
