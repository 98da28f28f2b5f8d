using System.Text;
using Gateway.Atlas;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class LongAnswerTests
{
    private const string Picture = "iVBORw0KGgoAAAANSUhEUgAA";

    [Theory]
    [InlineData("""{"code":200,"data":{"id":"p-1","status":"completed","price":"0.07","urls":{"get":"https://x"},"outputs":["data:image/png;base64,""",
        """{"code":200,"data":{"id":"p-1","status":"completed","price":"0.07","urls":{"get":"https://x"}}}""")]
    [InlineData("""{"id":"p-1","input":{"id":"other","status":"failed"},"status":"completed","outputs":["a","b""", """{"id":"p-1","status":"completed"}""")]
    [InlineData("""{"data":{"outputs":["x"],"id":"p-1","metrics":{"status":"failed"},"status":"failed","error":"too""", """{"data":{"id":"p-1","status":"failed"}}""")]
    [InlineData("""{"data":{"id":"p-1"},"code":200,"msg":"long""", """{"code":200,"data":{"id":"p-1"}}""")]
    [InlineData("""{"data":{"outputs":["data:""", """{"data":{}}""")]
    public void The_beginning_tells_whose_answer_it_is_and_how_the_job_stands(string beginning, string envelope) =>
        Assert.Equal(envelope, Encoding.UTF8.GetString(LongAnswer.Envelope(Encoding.UTF8.GetBytes(beginning + (beginning.EndsWith(',') ? Picture : "")))!));

    [Theory]
    [InlineData("<html>")]
    [InlineData("[1,2")]
    [InlineData("")]
    public void What_is_no_object_tells_nothing(string beginning) => Assert.Null(LongAnswer.Envelope(Encoding.UTF8.GetBytes(beginning)));
}
