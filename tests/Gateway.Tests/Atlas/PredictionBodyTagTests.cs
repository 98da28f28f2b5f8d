using System.Text;
using Gateway.Atlas;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class PredictionBodyTagTests
{
    private const string WithAddress = """{"data":{"id":"p1","urls":{"get":"https://vendor.invalid/p1"}}}""";

    private static PredictionBody Body(string json) => PredictionBody.From(new VendorBytes("application/json", Encoding.UTF8.GetBytes(json)), new PredictionId("p1"));

    [Fact]
    public void A_tag_is_computed_once_and_not_for_each_caller()
    {
        var body = Body(WithAddress);
        Assert.Same(body.TagFor("https://one.example"), body.TagFor("https://one.example"));
    }

    [Fact]
    public void The_same_bytes_have_the_same_tag_everywhere() =>
        Assert.Equal(Body(WithAddress).TagFor("https://one.example"), Body(WithAddress).TagFor("https://one.example"));

    [Fact]
    public void Other_bytes_or_another_address_in_them_have_another_tag()
    {
        var tag = Body(WithAddress).TagFor("https://one.example");
        Assert.NotEqual(tag, Body(WithAddress).TagFor("https://two.example"));
        Assert.NotEqual(tag, Body(WithAddress.Replace("\"id\"", "\"ID\"", StringComparison.Ordinal)).TagFor("https://one.example"));
    }

    [Fact]
    public void Without_an_address_in_it_a_body_is_the_same_for_all()
    {
        var body = Body("""{"data":{"id":"p1"}}""");
        Assert.Equal(body.TagFor("https://one.example"), body.TagFor("https://two.example"));
    }
}
