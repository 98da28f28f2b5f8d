using Gateway.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Http;

public sealed class PreferHeaderTests
{
    [Theory]
    [InlineData("wait=30")]
    [InlineData("WAIT = 30")]
    [InlineData("wait=\"30\"")]
    [InlineData("respond-async, wait=30")]
    [InlineData("respond-async,wait=30;unit=s")]
    [InlineData("foo=\"a, wait=5; \\\" wait=6\"; x=y, , wait=030")]
    [InlineData("waiting=1, foo; wait=2, wait=30, wait=5")]
    public void A_wait_is_found_among_other_preferences(string header) => Assert.Equal(TimeSpan.FromSeconds(30), PreferHeader.Wait(header));

    [Fact]
    public void Several_headers_are_one_list() =>
        Assert.Equal(TimeSpan.FromSeconds(30), PreferHeader.Wait(new StringValues(["return=minimal", "respond-async, wait=30", "wait=5"])));

    [Theory]
    [InlineData("")]
    [InlineData("wait")]
    [InlineData("wait=")]
    [InlineData("wait=\"\"")]
    [InlineData("wait=-5")]
    [InlineData("wait=+5")]
    [InlineData("wait=1.5")]
    [InlineData("wait=5s")]
    [InlineData("wait=٣")]
    [InlineData("wait=\"5")]
    [InlineData("foo=\"wait=5")]
    [InlineData("foo; wait=5")]
    [InlineData("wait=x, wait=5")]
    [InlineData(",;=\\\"")]
    public void What_cannot_be_read_is_no_wish(string header) => Assert.Null(PreferHeader.Wait(header));

    [Fact]
    public void No_number_is_too_long() => Assert.True(PreferHeader.Wait("wait=" + new string('9', 1_000)) > TimeSpan.FromDays(365));
}
