using Xunit;

namespace Gateway.Tests;

public sealed class UsdTests
{
    [Theory]
    [InlineData("1.2096", 1_209_600_000, "1.2096")]
    [InlineData("500", 500_000_000_000, "500")]
    [InlineData("0.000000001", 1, "0.000000001")]
    [InlineData("-0.5", -500_000_000, "-0.5")]
    [InlineData("0.0000000005", 1, "0.000000001")]
    [InlineData("1e-3", 1_000_000, "0.001")]
    public void An_amount_is_read_and_written_exactly(string text, long nanos, string written)
    {
        Assert.True(Usd.TryParse(text, out var usd));
        Assert.Equal(nanos, usd.Nanos);
        Assert.Equal(written, usd.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("1,000")]
    [InlineData("$5")]
    [InlineData("9300000000")]
    [InlineData(null)]
    public void What_is_not_an_amount_is_not_read(string? text) => Assert.False(Usd.TryParse(text, out _));

    [Fact]
    public void Sums_past_the_room_are_a_fault_not_a_wrap() =>
        Assert.Throws<OverflowException>(() => new Usd(long.MaxValue) + new Usd(1));
}
