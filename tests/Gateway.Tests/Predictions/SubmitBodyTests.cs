using System.Text;
using Gateway.Predictions;
using Xunit;

namespace Gateway.Tests.Predictions;

public sealed class SubmitBodyTests
{
    private static readonly HashSet<string> Pricing = ["duration", "resolution", "width", "height", "prompt"];

    [Fact]
    public void A_flat_body_goes_out_byte_for_byte()
    {
        const string body = """ { "model" : "m", "x_unknown": [1, 2.50, {"a": "\u00e9"}], "duration": 5 } """;
        Assert.Equal(body, Sent(body));
    }

    [Fact]
    public void A_nested_input_is_lifted_because_the_vendor_ignores_it()
    {
        var sent = Sent("""{"model":"m","input":{"duration":5,"prompt":"a"},"seed":1}""");
        Assert.Equal("""{"model":"m","seed":1,"duration":5,"prompt":"a"}""", sent);
    }

    [Fact]
    public void An_input_that_says_the_same_as_the_top_is_lifted_once() =>
        Assert.Equal("""{"model":"m","duration":5}""", Sent("""{"model":"m","duration":5,"input":{"duration":5.0}}"""));

    [Fact]
    public void An_input_that_contradicts_the_top_is_refused()
    {
        var fault = Refused("""{"model":"m","duration":5,"input":{"duration":15}}""");
        Assert.True(fault.Unprocessable);
        Assert.Equal("duration", fault.Field);
    }

    [Theory]
    [InlineData("""{"model":"m","webhook_url":"https://x","a":1}""", """{"model":"m","a":1}""")]
    [InlineData("""{"model":"m","Webhook_URL":"https://x"}""", """{"model":"m"}""")]
    [InlineData("""{"model":"m","input":{"webhook_url":"https://x"}}""", """{"model":"m"}""")]
    public void A_webhook_address_is_taken_off(string body, string sent) => Assert.Equal(sent, Sent(body));

    [Fact]
    public void An_input_that_is_no_object_is_a_field_like_any_other()
    {
        const string body = """{"model":"m","input":"text"}""";
        Assert.Equal(body, Sent(body));
    }

    [Theory]
    [InlineData("""{"model":"m","duration":5,"duration":15}""", "duration")]
    [InlineData("""{"model":"m","a":5,"a":5}""", "a")]
    [InlineData("""{"model":"m","Duration":15}""", "Duration")]
    [InlineData("""{"model":"m","duration":5,"DURATION":15}""", "DURATION")]
    [InlineData("""{"model":"m","Model":"n"}""", "Model")]
    [InlineData("""{"model":"m","Input":{"duration":1}}""", "Input")]
    [InlineData("""{"model":"m","input":{"duration":5,"duration":6}}""", "input.duration")]
    [InlineData("""{"model":"m","input":{"reſolution":"x","Width":1}}""", "reſolution")]
    public void A_key_that_could_be_read_in_two_ways_is_refused_by_name(string body, string field)
    {
        var fault = Refused(body);
        Assert.True(fault.Unprocessable);
        Assert.Equal(field, fault.Field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"model":"m"} x""")]
    [InlineData("""{"model":"m",}""")]
    public void What_is_no_json_object_is_refused_as_a_whole(string body)
    {
        var fault = Refused(body);
        Assert.False(fault.Unprocessable);
        Assert.Null(fault.Field);
    }

    [Theory]
    [InlineData("""{"model":"m","duration":NaN}""")]
    [InlineData("""{"model":"m","duration":-Infinity}""")]
    [InlineData("""{"model":"m","duration":05}""")]
    public void A_value_that_is_no_json_is_refused_by_its_name(string body)
    {
        var fault = Refused(body);
        Assert.False(fault.Unprocessable);
        Assert.Equal("duration", fault.Field);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"model":5}""")]
    [InlineData("""{"model":""}""")]
    [InlineData("""{"model":null}""")]
    [InlineData("""{"model":"\ud800"}""")]
    public void A_body_without_a_model_is_refused_by_name(string body) => Assert.Equal("model", Refused(body).Field);

    [Fact]
    public void Bytes_that_are_not_utf8_are_refused()
    {
        byte[] body = [.. """{"model":"m","prompt":" """u8, 0xff, .. "\"}"u8];
        Assert.NotNull(SubmitBody.Read(body, Pricing).Fault);
    }

    [Fact]
    public void Ten_thousand_nested_arrays_are_refused_and_not_followed() =>
        Refused($$"""{"model":"m","a":{{new string('[', 10_000)}}{{new string(']', 10_000)}}}""");

    [Fact]
    public void One_request_has_one_fingerprint_however_it_is_written()
    {
        var a = Read("""{"model":"m","duration":5,"o":{"x":1,"y":[1,2]},"t":"é"}""").Fingerprint();
        var b = Read("""{ "t":"\u00e9", "o":{"y":[1.0,2],"x":1e0}, "duration":5.00, "model":"m" }""").Fingerprint();
        Assert.Equal(a.Whole, b.Whole);
    }

    [Theory]
    [InlineData("""{"model":"m","a":[1,2]}""", """{"model":"m","a":[2,1]}""")]
    [InlineData("""{"model":"m","a":"1"}""", """{"model":"m","a":1}""")]
    [InlineData("""{"model":"m","a":null}""", """{"model":"m"}""")]
    [InlineData("""{"model":"m","a":{"b":1}}""", """{"model":"m","a":{"b":2}}""")]
    [InlineData("""{"model":"m","a":["x","y"]}""", """{"model":"m","a":["xy"]}""")]
    public void Different_requests_have_different_fingerprints(string one, string other) =>
        Assert.NotEqual(Read(one).Fingerprint().Whole, Read(other).Fingerprint().Whole);

    private static SubmitBody Read(string body)
    {
        var (read, fault) = SubmitBody.Read(Encoding.UTF8.GetBytes(body), Pricing);
        Assert.Null(fault);
        return read!;
    }

    private static string Sent(string body)
    {
        using var reader = new StreamReader(new SegmentStream(Read(body).Sent()));
        return reader.ReadToEnd();
    }

    private static BodyFault Refused(string body)
    {
        var (read, fault) = SubmitBody.Read(Encoding.UTF8.GetBytes(body), Pricing);
        Assert.Null(read);
        return fault!;
    }
}
