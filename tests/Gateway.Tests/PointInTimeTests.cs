using Xunit;

namespace Gateway.Tests;

public sealed class PointInTimeTests
{
    [Theory]
    [InlineData("2026-11-01", "2026-11-01T00:00:00Z")]
    [InlineData("2026-11-01T12:00:00Z", "2026-11-01T12:00:00Z")]
    [InlineData("2026-11-01t12:00:00.5z", "2026-11-01T12:00:00.5Z")]
    [InlineData("2026-11-01T12:00:00+02:00", "2026-11-01T10:00:00Z")]
    public void Dates_and_instants_are_read_in_UTC(string text, string utc)
    {
        Assert.True(PointInTime.TryParseDateOrInstant(text, out var instant));
        Assert.Equal(DateTimeOffset.Parse(utc, System.Globalization.CultureInfo.InvariantCulture), instant);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("2026-11-01T12:00:00")]
    [InlineData("2026-02-30")]
    [InlineData("01.11.2026")]
    [InlineData("1762000000")]
    public void What_leaves_the_instant_open_is_not_read(string? text) => Assert.False(PointInTime.TryParseDateOrInstant(text, out _));
}
