using System.Text;
using Gateway.Atlas;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class VendorHealthTests
{
    private const string Html = "<html><title>502 Bad Gateway</title></html>";

    [Theory]
    [InlineData(500, """{"code":500,"msg":"internal error","data":null}""", true)]
    [InlineData(503, """{"status":"error","message":"upstream"}""", true)]
    [InlineData(502, Html, true)]
    [InlineData(200, Html, true)]
    [InlineData(200, "", true)]
    [InlineData(302, Html, true)]
    [InlineData(200, """{"code":503,"msg":"busy upstream"}""", true)]
    [InlineData(500, """{"code":500,"data":{"id":"p-1","status":"failed"}}""", false)]
    [InlineData(500, """{"code":500,"data":{"status":"failed","error":"no"}}""", false)]
    [InlineData(502, """{"predictionId":"p-1"}""", false)]
    [InlineData(400, """{"code":400,"msg":"no"}""", false)]
    [InlineData(403, Html, false)]
    [InlineData(404, "", false)]
    [InlineData(408, "", false)]
    [InlineData(429, Html, false)]
    [InlineData(200, """{"code":429,"msg":"too many"}""", false)]
    [InlineData(200, """{"code":1039,"msg":"moderation"}""", false)]
    [InlineData(200, """{"code":200,"data":{"items":[],"total":0}}""", false)]
    public void Trouble_is_told_from_a_no(int status, string body, bool isTrouble) =>
        Assert.Equal(isTrouble, VendorHealth.IsTrouble(Answered(status, body)));

    [Fact]
    public void No_connection_and_a_lost_reply_are_trouble()
    {
        Assert.True(VendorHealth.IsTrouble(new VendorReply.NotSent("no route")));
        Assert.True(VendorHealth.IsTrouble(new VendorReply.Lost("cut", TimedOut: false)));
        Assert.True(VendorHealth.IsTrouble(new VendorReply.Lost("late", TimedOut: true)));
    }

    [Fact]
    public void Where_the_vendor_was_asked_to_wait_its_patience_is_no_trouble()
    {
        var late = Answered(504, """{"code":504,"msg":"the wait was exceeded","data":null}""");
        Assert.Equal((true, false), (VendorHealth.IsTrouble(late), VendorHealth.IsTrouble(late, isSync: true)));
        Assert.False(VendorHealth.IsTrouble(new VendorReply.Lost("late", TimedOut: true), isSync: true));
        Assert.True(VendorHealth.IsTrouble(new VendorReply.Lost("cut", TimedOut: false), isSync: true));
        Assert.True(VendorHealth.IsTrouble(Answered(504, Html), isSync: true));
    }

    [Theory]
    [InlineData(401, """{"code":401,"msg":"invalid api key"}""", 401)]
    [InlineData(402, """{"error":{"type":"billing","message":"no money"}}""", 402)]
    [InlineData(200, """{"code":403,"msg":"no"}""", 403)]
    [InlineData(429, """{"code":429}""", null)]
    [InlineData(403, Html, null)]
    [InlineData(400, """{"code":403,"data":{"id":"p-1","status":"failed"}}""", null)]
    [InlineData(500, """{"code":401}""", null)]
    public void A_refusal_of_the_company_is_told_from_one_of_the_request(int status, string body, int? refusal) =>
        Assert.Equal(refusal, VendorHealth.AccountRefusal(Answered(status, body)));

    private static VendorReply.Answered Answered(int status, string body) => new(status, "application/json", Encoding.UTF8.GetBytes(body));
}
