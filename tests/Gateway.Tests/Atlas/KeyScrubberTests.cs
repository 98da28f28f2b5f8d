using System.Text;
using System.Text.Json;
using Gateway.Atlas;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class KeyScrubberTests
{
    private const string Key = "apikey-test-not-a-secret";
    private static readonly KeyScrubber Scrubber = new([Key]);

    [Theory]
    [InlineData("\\u0061\\u0070\\u0069key-test-not-a-secret")]
    [InlineData("apikey\\u002dtest\\u002Dnot-a-secret")]
    [InlineData("before \\u0061pikey-test-not-a-secret after \\ud83d\\ude00")]
    [InlineData("\\u0061pikey-test-not-a-secret \\ud800")]
    public void A_key_spelt_with_escapes_does_not_come_out_of_a_reader(string spelt)
    {
        var json = Scrubber.Scrub(Encoding.UTF8.GetBytes($$"""{"code":400,"msg":"{{spelt}}","data":{"{{spelt}}":["{{spelt}}"]},"n":1}"""));
        Assert.DoesNotContain(Key, Encoding.UTF8.GetString(json.Span), StringComparison.Ordinal);
        using var read = JsonDocument.Parse(json);
        Assert.DoesNotContain(Key, read.RootElement.GetProperty("msg").GetString(), StringComparison.Ordinal);
        var inside = Assert.Single(read.RootElement.GetProperty("data").EnumerateObject());
        Assert.DoesNotContain(Key, inside.Name, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, inside.Value[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(1, read.RootElement.GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("""{"url":"https:\/\/x\/a?b=1\u0026c=2","t":"\u00e9"}""")]
    [InlineData("not \\ json")]
    [InlineData("")]
    public void What_holds_no_key_stays_byte_for_byte(string text) =>
        Assert.Equal(text, Encoding.UTF8.GetString(Scrubber.Scrub(Encoding.UTF8.GetBytes(text)).Span));
}
