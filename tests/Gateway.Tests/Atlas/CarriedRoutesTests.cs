using System.IO.Pipelines;
using System.Net;
using System.Text.Json;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Configuration;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class CarriedRoutesTests
{
    private static async Task<HttpResponseMessage> PostAsync(AtlasHost host, string path, HttpContent content, string? key = "team")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        if (key is not null) request.Headers.Add("x-api-key", key);
        return await host.Client.SendAsync(request);
    }

    private static StringContent Json(string json = "{}") => new(json, Encoding.UTF8, "application/json");

    [Fact]
    public async Task An_estimate_is_carried_without_the_callers_query_credentials_or_forwarding_headers()
    {
        await using var vendor = RawVendor.Saying(200, """{"code":200,"data":{"price":"1.2"}}""", "Server: x\r\nX-Request-ID: r-9\r\nSet-Cookie: a=b\r\nX-RateLimit-Limit: 3\r\nContent-Type: application/json\r\n");
        await using var host = await AtlasHost.StartAsync(vendor.Url);

        using var answer = await PostAsync(host, "/api/v1/model/calculate?api_key=caller-secret", Json("""{"model":"m"}"""));

        var seen = Assert.Single(vendor.Requests);
        Assert.Equal("POST /api/v1/model/calculate HTTP/1.1", seen.RequestLine);
        Assert.Equal(["accept-encoding", "authorization", "content-length", "content-type", "host", "user-agent"], seen.HeaderNames);
        Assert.Equal("""{"code":200,"data":{"price":"1.2"}}""", await answer.Content.ReadAsStringAsync());
        Assert.Equal("r-9", answer.Headers.GetValues("X-Request-ID").Single());
        foreach (var dropped in new[] { "Set-Cookie", "X-RateLimit-Limit" }) Assert.False(answer.Headers.Contains(dropped));
    }

    [Fact]
    public async Task Nobody_is_not_carried()
    {
        await using var vendor = RawVendor.Saying(200, "{}");
        await using var host = await AtlasHost.StartAsync(vendor.Url);
        using var answer = await PostAsync(host, "/api/v1/model/calculate", Json(), key: null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Empty(vendor.Requests);
    }

    [Theory]
    [InlineData("/api/v1/model/generateVideo")]
    [InlineData("/api/v1/model/history")]
    [InlineData("/api/v1/model%2Fcalculate")]
    [InlineData("/api/v1//model/calculate")]
    [InlineData("/api/v1/model/calculate/..%2fgenerateVideo")]
    [InlineData("/api/v1/model/uploadMedia/x")]
    [InlineData("/public/v1/balance")]
    [InlineData("/")]
    public async Task What_is_not_modelled_is_not_found(string path)
    {
        await using var vendor = RawVendor.Saying(200, "{}");
        await using var host = await AtlasHost.StartAsync(vendor.Url);
        using var answer = await PostAsync(host, path, Json());
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(vendor.Requests);
    }

    [Theory]
    [InlineData(401, """{"code":401,"msg":"key {0} is bad"}""", 502, "operator")]
    [InlineData(403, """{"code":403,"msg":"key {0} is bad"}""", 502, "operator")]
    [InlineData(402, """{"code":402,"msg":"insufficient balance"}""", 503, "operator")]
    [InlineData(429, "<html>slow down</html>", 503, "busy")]
    [InlineData(500, """{"code":500,"msg":"key {0}"}""", 502, "No usable answer")]
    [InlineData(404, "<html>{0}</html>", 502, "No usable answer")]
    [InlineData(200, "<html>{0}</html>", 502, "No usable answer")]
    [InlineData(302, "{}", 502, "No usable answer")]
    [InlineData(200, """{"code":402,"msg":"insufficient balance"}""", 503, "operator")]
    public async Task Trouble_at_the_vendor_is_told_in_our_words(int status, string body, int expected, string says)
    {
        await using var vendor = RawVendor.Saying(status, body.Replace("{0}", AtlasHost.Key), "Location: https://elsewhere.example/\r\nContent-Type: application/json\r\n");
        await using var host = await AtlasHost.StartAsync(vendor.Url);

        using var answer = await PostAsync(host, "/api/v1/model/calculate", Json());

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(expected, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(says, text);
        foreach (var never in new[] { "secret", "balance", "insufficient", "html" }) Assert.DoesNotContain(never, text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("secret", host.Logs);
        Assert.Null(answer.Headers.Location);
        Assert.Equal(expected == 503, answer.Headers.RetryAfter is not null);
    }

    [Fact]
    public async Task A_refusal_of_the_request_is_rebuilt_so_that_the_vendors_clients_can_read_it()
    {
        await using var vendor = RawVendor.Saying(422, """{"code":1039,"message":"moderation KEY","request_id":"r-5","data":null,"debug":{"host":"10.0.0.7"}}""".Replace("KEY", AtlasHost.Key), "Content-Type: text/plain\r\n");
        await using var host = await AtlasHost.StartAsync(vendor.Url);

        using var answer = await PostAsync(host, "/api/v1/model/calculate", Json());

        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        var refusal = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(1039, refusal.GetProperty("code").GetInt32());
        foreach (var text in new[] { "msg", "message", "detail" }) Assert.Equal("moderation [redacted]", refusal.GetProperty(text).GetString());
        Assert.Equal("r-5", refusal.GetProperty("request_id").GetString());
        Assert.Equal(JsonValueKind.Null, refusal.GetProperty("data").ValueKind);
        Assert.False(refusal.TryGetProperty("debug", out _));
    }

    [Fact]
    public async Task A_body_over_the_routes_limit_is_refused()
    {
        await using var vendor = RawVendor.Saying(200, "{}");
        await using var host = await AtlasHost.StartAsync(vendor.Url, ("ReverseProxy:Routes:calculate:MaxRequestBodySize", "1000"));
        using var told = await PostAsync(host, "/api/v1/model/calculate", new ByteArrayContent(new byte[1001]));
        using var untold = await PostAsync(host, "/api/v1/model/calculate", new EndlessContent(100_000));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, told.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, untold.StatusCode);
        Assert.Empty(vendor.Requests);
    }

    [Fact]
    public async Task A_vendor_that_cannot_be_reached_is_a_bad_gateway()
    {
        await using var host = await AtlasHost.StartAsync("http://127.0.0.1:1");
        using var answer = await PostAsync(host, "/api/v1/model/calculate", Json());
        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task An_upload_streams_through_while_the_caller_still_sends()
    {
        await using var vendor = RawVendor.Saying(200, """{"code":200,"data":{"download_url":"https://files.example/1"}}""");
        await using var host = await AtlasHost.StartAsync(vendor.Url);
        var pipe = new Pipe();
        var content = new StreamContent(pipe.Reader.AsStream());
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");
        var answering = PostAsync(host, "/api/v1/model/uploadMedia", content);
        var megabyte = new byte[1024 * 1024];
        const int megabytes = 20;

        for (var sent = 1; sent <= megabytes; sent++)
        {
            await pipe.Writer.WriteAsync(megabyte);
            // Nothing may hold back more than a few buffers of what was sent so far.
            var least = (sent - 2L) * megabyte.Length;
            await Eventually.IsTrue(() => Interlocked.Read(ref vendor.BodyBytes) >= least);
        }
        Assert.Empty(vendor.Requests);
        await pipe.Writer.CompleteAsync();

        using var answer = await answering;
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var seen = Assert.Single(vendor.Requests);
        Assert.Equal(megabytes * megabyte.Length, seen.Body.Length);
        Assert.Equal("multipart/form-data; boundary=x", seen.Header("Content-Type"));
    }

    [Fact]
    public async Task The_section_cannot_send_the_key_elsewhere()
    {
        await using var vendor = RawVendor.Saying(200, """{"code":200,"data":{}}""");
        await using var thief = RawVendor.Saying(200, "{}");
        await using var host = await AtlasHost.StartAsync(vendor.Url, ("ReverseProxy:Clusters:atlas:Destinations:evil:Address", thief.Url));
        for (var i = 0; i < 5; i++) (await PostAsync(host, "/api/v1/model/calculate", Json())).Dispose();
        Assert.Equal(5, vendor.Requests.Count);
        Assert.Empty(thief.Requests);
    }

    [Theory]
    [InlineData("ReverseProxy:Routes:all:Match:Path", "/{**all}")]
    [InlineData("ReverseProxy:Routes:calculate:Match:Methods:1", "GET")]
    [InlineData("ReverseProxy:Routes:calculate:Transforms:0:PathSet", "/api/v1/model/generateVideo")]
    public async Task A_route_beyond_what_is_modelled_is_a_fault_of_the_configuration(string key, string value)
    {
        var fault = await Assert.ThrowsAsync<ConfigurationFaultException>(() => AtlasHost.StartAsync("http://127.0.0.1:1", (key, value)));
        Assert.Contains("ReverseProxy:Routes:", Assert.Single(fault.Faults));
    }

    private sealed class EndlessContent(int length) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(new byte[length]).AsTask();

        protected override bool TryComputeLength(out long computed)
        {
            computed = 0;
            return false;
        }
    }
}
