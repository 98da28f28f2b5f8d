using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public sealed class SteadyClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 18, 10, 0, 0, TimeSpan.Zero);
    private readonly ManualTime _time = new(Start);

    [Fact]
    public void It_goes_with_the_machine_and_back_with_it()
    {
        var clock = new SteadyClock(_time);
        _time.Leap(TimeSpan.FromDays(3));
        Assert.Equal(Start.AddDays(3), clock.Now);
        _time.Correct(-TimeSpan.FromHours(1));
        Assert.Equal(Start.AddDays(3).AddHours(-1), clock.Now);
        _time.Correct(TimeSpan.FromSeconds(50));
        Assert.Equal(_time.GetUtcNow(), clock.Now);
    }

    [Fact]
    public void A_jump_forwards_is_believed_after_an_hour_and_one_that_is_taken_back_never_was()
    {
        var clock = new SteadyClock(_time);
        _time.Correct(TimeSpan.FromDays(31));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(1), clock.Now);
        _time.Correct(-TimeSpan.FromDays(31));
        Assert.Equal(Start.AddMinutes(1), clock.Now);

        _time.Correct(TimeSpan.FromDays(31));
        Assert.Equal(Start.AddMinutes(1), clock.Now);
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(Start.AddHours(1), clock.Now);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(_time.GetUtcNow(), clock.Now);
    }
}
