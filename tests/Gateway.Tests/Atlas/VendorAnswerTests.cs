using System.IO.Compression;
using System.Text;
using Gateway.Atlas;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class VendorAnswerTests
{
    private const string Accepted = """{"code":200,"data":{"id":"p-1","status":"created"}}""";

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("raw-deflate")]
    public async Task An_encoded_answer_is_decoded_though_none_was_asked_for(string encoding)
    {
        using var encoded = new MemoryStream();
        using (Stream encoder = encoding switch
        {
            "gzip" => new GZipStream(encoded, CompressionMode.Compress, true),
            "br" => new BrotliStream(encoded, CompressionMode.Compress, true),
            "deflate" => new ZLibStream(encoded, CompressionMode.Compress, true),
            _ => new DeflateStream(encoded, CompressionMode.Compress, true),
        }) encoder.Write(Encoding.UTF8.GetBytes(Accepted));
        await using var vendor = new RawVendor(async (_, stream) =>
        {
            await stream.WriteAsync(RawVendor.Answer(200, encoded.ToArray(), $"Content-Type: application/json\r\nContent-Encoding: {encoding.Replace("raw-", "")}\r\n"));
            return true;
        });
        await using var host = await AtlasHost.StartAsync(vendor.Url);

        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));

        Assert.Equal(Accepted, Encoding.UTF8.GetString(Assert.IsType<VendorReply.Answered>(await host.NextReplyAsync()).Body.Span));
    }

    [Fact]
    public async Task An_answer_that_unpacks_past_what_may_be_read_and_is_no_json_is_lost()
    {
        using var encoded = new MemoryStream();
        using (var encoder = new GZipStream(encoded, CompressionLevel.Fastest, true)) encoder.Write(new byte[64 * 1024 * 1024 + 1]);
        await using var vendor = new RawVendor(async (_, stream) =>
        {
            await stream.WriteAsync(RawVendor.Answer(200, encoded.ToArray(), "Content-Encoding: gzip\r\n"));
            return true;
        });
        await using var host = await AtlasHost.StartAsync(vendor.Url);
        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));
        Assert.Contains("over", Assert.IsType<VendorReply.Lost>(await host.NextReplyAsync()).Why);
    }

    [Fact]
    public async Task A_vendor_that_echoes_the_key_in_any_form_does_not_get_it_into_the_answer_or_the_logs()
    {
        var key = AtlasHost.Key;
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(key));
        var body = $$"""{"code":401,"msg":"bad key {{key}} {{Uri.EscapeDataString(key)}} {{base64}} {{System.Text.Json.JsonEncodedText.Encode(key)}}"}""";
        await using var vendor = RawVendor.Saying(401, body, $"Content-Type: application/json\r\nX-Request-ID: {key}\r\n");
        await using var host = await AtlasHost.StartAsync(vendor.Url);

        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));

        var reply = Assert.IsType<VendorReply.Answered>(await host.NextReplyAsync());
        Assert.Equal("""{"code":401,"msg":"bad key [redacted] [redacted] [redacted] [redacted]"}""", Encoding.UTF8.GetString(reply.Body.Span).Replace("[redacted]==", "[redacted]").Replace("[redacted]=", "[redacted]"));
        Assert.Equal("[redacted]", reply.RequestId);
        Assert.DoesNotContain("secret", host.Logs);
        Assert.DoesNotContain("secret", reply.ToString());
    }
}
