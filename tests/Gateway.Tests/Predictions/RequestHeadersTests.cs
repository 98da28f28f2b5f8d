using Gateway.Predictions;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Gateway.Tests.Predictions;

public sealed class RequestHeadersTests
{
    [Theory]
    [InlineData("abc", "abc")]
    [InlineData("\"abc\"", "abc")]
    [InlineData("\"a\\\"b\"", "a\"b")]
    public void A_key_may_be_quoted_or_bare(string header, string key) =>
        Assert.Equal((key, null), RequestHeaders.ReadIdempotencyKey(With(RequestHeaders.IdempotencyKey, header)));

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("é")]
    [InlineData("\"unclosed")]
    [InlineData("\"a\",\"b\"")]
    [InlineData("\"")]
    public void A_key_that_is_no_printable_text_is_refused_by_name(string header)
    {
        var (_, refusal) = RequestHeaders.ReadIdempotencyKey(With(RequestHeaders.IdempotencyKey, header));
        Assert.Equal(400, refusal!.Status);
        Assert.Contains(RequestHeaders.IdempotencyKey, refusal.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_become_one_object() =>
        Assert.Equal(("""{"env":"prod","project":"x"}""", null), RequestHeaders.ReadTags(With(RequestHeaders.Tags, "project=x, env=prod")));

    [Theory]
    [InlineData("project")]
    [InlineData("=x")]
    [InlineData("a=1,a=2")]
    [InlineData("a b=1")]
    [InlineData("a=")]
    [InlineData("a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1")]
    public void Tags_out_of_bounds_are_refused_by_name(string header) =>
        Assert.Equal(400, RequestHeaders.ReadTags(With(RequestHeaders.Tags, header)).Refusal!.Status);

    private static HeaderDictionary With(string name, string value) => new() { [name] = value };
}
