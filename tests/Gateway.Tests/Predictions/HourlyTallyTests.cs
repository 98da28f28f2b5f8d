using Gateway.Predictions;
using Xunit;

namespace Gateway.Tests.Predictions;

public sealed class HourlyTallyTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public void It_is_told_at_the_first_time_and_then_once_an_hour_with_the_count()
    {
        var tally = new HourlyTally(_time);
        Assert.Equal(1, tally.Count("a"));
        Assert.Null(tally.Count("a"));
        Assert.Equal(1, tally.Count("b"));
        _time.Advance(HourlyTally.Silence - TimeSpan.FromTicks(1));
        Assert.Null(tally.Count("a"));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(3, tally.Count("a"));
        Assert.Null(tally.Count("a"));
    }

    [Fact]
    public void Names_beyond_all_measure_are_counted_together()
    {
        var tally = new HourlyTally(_time);
        for (var name = 0; name < HourlyTally.MaxNames; name++) Assert.Equal(1, tally.Count($"{name}"));
        Assert.Equal(1, tally.Count("one more"));
        Assert.Null(tally.Count("another"));
        _time.Advance(HourlyTally.Silence);
        Assert.Equal(2, tally.Count("a third"));
        Assert.Equal(1, tally.Count("7"));
    }
}
