using Gateway.Http;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Http;

public sealed class IfNoneMatchTests
{
    private const string Tag = "\"abc.def\"";

    [Theory]
    [InlineData("\"abc.def\"")]
    [InlineData("W/\"abc.def\"")]
    [InlineData("\"x,y\", W/\"abc.def\" , \"z\"")]
    [InlineData("*")]
    public void Whoever_names_the_tag_has_it(string header) => Assert.True(IfNoneMatch.Names(header, Tag));

    [Fact]
    public void Several_headers_are_one_list() => Assert.True(IfNoneMatch.Names(new StringValues(["\"x\"", Tag]), Tag));

    [Theory]
    [InlineData("")]
    [InlineData("abc.def")]
    [InlineData("\"ABC.def\"")]
    [InlineData("\"abc\", \"def\"")]
    [InlineData("\"unclosed")]
    public void Anything_else_is_another_tag(string header) => Assert.False(IfNoneMatch.Names(header, Tag));

    [Fact]
    public void No_header_names_nothing() => Assert.False(IfNoneMatch.Names(StringValues.Empty, Tag));
}
