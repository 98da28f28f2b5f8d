using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What passes between callers and the vendor, and what does not.</summary>
public sealed class BoundaryStories : Story
{
    /// <summary>Everything a submit may carry to the vendor.</summary>
    private static readonly string[] Allowed =
        ["Host", "Authorization", "Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "Accept", "Accept-Encoding", "X-Request-ID", "User-Agent"];

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/api/v1/model/generateVideo")]
    [InlineData("PUT", "/api/v1/model/generateVideo")]
    [InlineData("POST", "/api/v1/model/generateVideo/")]
    [InlineData("POST", "/api/v1/model/generateText")]
    [InlineData("POST", "/api/v1/model/prediction/abc")]
    [InlineData("DELETE", "/api/v1/model/prediction/abc")]
    [InlineData("GET", "/api/v1/model/prediction")]
    [InlineData("GET", "/api/v1/model/prediction/abc/cancel")]
    [InlineData("GET", "/api/v1/model/prediction/..%2Fhistory")]
    [InlineData("GET", "/api/v1/model/history")]
    [InlineData("GET", "/public/v1/balance")]
    [InlineData("GET", "/public/v1/model-usage")]
    [InlineData("POST", "/v1/chat/completions")]
    [InlineData("GET", "/api/v1/models/x")]
    public async Task What_is_not_modelled_is_not_found_and_never_at_the_vendor(string method, string target)
    {
        var gateway = await StartAsync();
        var request = gateway.Request(new HttpMethod(method), target);
        if (method is "POST" or "PUT") request.Content = new StringContent(Bodies.Video().ToJsonString(), Encoding.UTF8, "application/json");
        var answer = await gateway.SendAsync(request);
        // A trailing slash is the same address to ASP.NET's routing; then it is a submit like any other.
        if (target.EndsWith("generateVideo/", StringComparison.Ordinal) && answer.Status == 200) return;
        Assert.Contains(answer.Status, new[] { 404, 405 });
        Assert.Equal("application/problem+json", answer.Header("Content-Type")?.Split(';')[0]);
        Assert.Empty(gateway.Vendor.Traffic.Requests);
    }

    [Fact]
    public async Task Nothing_of_the_callers_own_travels_with_an_order()
    {
        var gateway = await StartAsync();
        var answer = await gateway.SubmitRawAsync(Encoding.UTF8.GetBytes(Bodies.Video().ToJsonString()), idempotencyKey: "\"k-1\"", prepare: request =>
        {
            request.RequestUri = new Uri(request.RequestUri + "?key=gw-test-query&utm_source=x", UriKind.Relative);
            foreach (var (name, value) in new[]
            {
                ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), ("tracestate", "a=b"), ("baggage", "a=b"), ("Cookie", "session=gw-test-1"),
                ("X-Forwarded-For", "10.1.2.3"), ("X-Forwarded-Host", "inside.example"), ("Forwarded", "for=10.1.2.3"), ("x-goog-api-key", "gw-test-2"), ("api-key", "gw-test-3"),
                ("X-Gateway-Tags", "project=x,env=prod"), ("X-AtlasCloud-Request-Retention-Hours", "0"), ("Referer", "http://inside.example"), ("X-Request-ID", "r-1"),
            }) request.Headers.TryAddWithoutValidation(name, value);
        });
        Assert.Equal(200, answer.Status);
        var seen = Assert.Single(gateway.Vendor.Traffic.Submits);
        Assert.Equal("/api/v1/model/generateVideo", seen.Target);
        Assert.Empty(seen.Headers.Select(header => header.Key).Except(Allowed, StringComparer.OrdinalIgnoreCase));
        Assert.Equal(($"Bearer {gateway.Vendor.Key}", "identity", "r-1"), (seen.Header("Authorization"), seen.Header("Accept-Encoding"), seen.Header("X-Request-ID")));
        Assert.False(string.IsNullOrWhiteSpace(seen.Header("User-Agent")));
    }

    [Fact]
    public async Task Either_header_style_shows_a_key()
    {
        var gateway = await StartAsync();
        var request = gateway.Request(HttpMethod.Get, "/gateway/v1/budgets", team: null);
        request.Headers.TryAddWithoutValidation("x-api-key", GatewaySettings.TokenOf("studio"));
        Assert.Equal("studio", (await gateway.SendAsync(request)).Member("team"));
    }

    [Fact]
    public async Task Fields_nobody_here_knows_reach_the_vendor_byte_for_byte()
    {
        var gateway = await StartAsync();
        const string body = """
            { "model" : "bytedance/seedance-2.0/text-to-video", "prompt":"\u00e9 é \ud83d\ude00 😀 \/",  "duration":5,
              "x_future":{"a":[1.0, 0.10,1E3 ,12345678901234567890123],"\u0062":null}, "seed" : 18446744073709551615 }
            """;
        Assert.Equal(200, (await gateway.SubmitRawAsync(Encoding.UTF8.GetBytes(body))).Status);
        Assert.Equal(body, gateway.Vendor.Traffic.Submits[0].Text);
    }

    [Fact]
    public async Task A_webhook_is_taken_off_and_the_rest_stays_as_it_was()
    {
        var gateway = await StartAsync();
        const string body = """{"model":"bytedance/seedance-2.0/text-to-video","webhook_url":"https://hooks.company.example/x","duration":5,"x_future":{"a":[1.0, 1E3]},"prompt":"p"}""";
        Assert.Equal(200, (await gateway.SubmitRawAsync(Encoding.UTF8.GetBytes(body))).Status);
        var sent = gateway.Vendor.Traffic.Submits[0].Text;
        Assert.DoesNotContain("webhook", sent, StringComparison.Ordinal);
        Assert.Contains("""{"a":[1.0, 1E3]}""", sent, StringComparison.Ordinal);
        Assert.Equal(["model", "duration", "x_future", "prompt"], JsonNode.Parse(sent)!.AsObject().Select(field => field.Key));
    }

    [Fact]
    public async Task A_nested_input_is_flattened_so_that_what_is_priced_is_what_is_made()
    {
        var gateway = await StartAsync();
        var answer = await gateway.SubmitAsync(new JsonObject { ["model"] = Bodies.Model, ["input"] = Bodies.Video().With("duration", 10).Without("model") });
        Assert.Equal(200, answer.Status);
        var sent = JsonNode.Parse(gateway.Vendor.Traffic.Submits[0].Body)!.AsObject();
        Assert.True(JsonNode.DeepEquals(Bodies.Video().With("duration", 10), sent), sent.ToJsonString());
        Assert.Equal(Usd.FromDollars(2 * Bodies.VideoUsd), (await gateway.ChargeAsync(answer.ChargeId)).QuotedUsd);
    }

    [Theory]
    [InlineData("""{"model":"bytedance/seedance-2.0/text-to-video","prompt":"p","duration":5,"input":{"duration":10}}""", "duration")]
    [InlineData("""{"model":"bytedance/seedance-2.0/text-to-video","prompt":"p","duration":5,"duration":10}""", "duration")]
    [InlineData("""{"model":"bytedance/seedance-2.0/text-to-video","prompt":"p","Duration":10}""", "uration")]
    [InlineData("""{"model":"bytedance/seedance-2.0/text-to-video","prompt":"p","dur\u0061tion":5,"duration":10}""", "duration")]
    [InlineData("""{"model":"bytedance/seedance-2.0/text-to-video","prompt":"a sunset --dur 10"}""", "--dur")]
    [InlineData("""{"model":"bytedance/seedance-2.0/text-to-video","prompt":"a sunset --rs 1080p"}""", "--rs")]
    public async Task An_order_that_says_two_things_at_once_is_refused(string body, string named)
    {
        var gateway = await StartAsync();
        var answer = await gateway.SubmitRawAsync(Encoding.UTF8.GetBytes(body));
        Assert.Equal(422, answer.Status);
        Assert.Contains(named, answer.Text, StringComparison.Ordinal);
        Assert.Empty(gateway.Vendor.Traffic.Requests);
    }

    [Fact]
    public async Task The_list_of_models_needs_no_credential_and_shows_what_has_a_price()
    {
        var gateway = await StartAsync(settings => settings.Set("Teams:lab:Models:0", "bytedance/seedance-2.0/image-to-video"));
        Assert.Equal(["bytedance/seedance-2.0/image-to-video", "bytedance/seedance-2.0/text-to-video"], await ModelsAsync(null));
        Assert.Equal(["bytedance/seedance-2.0/image-to-video"], await ModelsAsync("lab"));

        async Task<IEnumerable<string?>> ModelsAsync(string? team)
        {
            var answer = await gateway.GetAsync("/api/v1/models", team);
            Assert.Equal(200, answer.Status);
            return answer.Json.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("model").GetString()).Order(StringComparer.Ordinal).ToList();
        }
    }

    [Fact]
    public async Task Uploads_and_estimates_are_carried_with_our_key_and_need_the_callers()
    {
        var gateway = await StartAsync();
        var bytes = new byte[3_000_000];
        new Random(4).NextBytes(bytes);
        var upload = gateway.Request(HttpMethod.Post, "/api/v1/model/uploadMedia");
        upload.Content = new MultipartFormDataContent("b0undary") { { new ByteArrayContent(bytes), "file", "frame.png" } };
        var answer = await gateway.SendAsync(upload);
        Assert.Equal((200, "https://cdn.vendor.invalid/upload-1"), (answer.Status, answer.Json.GetProperty("data").GetProperty("download_url").GetString()));
        var calculate = gateway.Request(HttpMethod.Post, "/api/v1/model/calculate");
        calculate.Content = new StringContent(Bodies.Video().ToJsonString(), Encoding.UTF8, "application/json");
        Assert.Equal(JsonValueKind.Number, (await gateway.SendAsync(calculate)).Json.GetProperty("data").GetProperty("price").ValueKind);
        Assert.All(gateway.Vendor.Traffic.Requests, request => Assert.Empty(request.Headers.Select(header => header.Key).Except(Allowed, StringComparer.OrdinalIgnoreCase)));
        Assert.True(gateway.Vendor.Traffic.Requests[0].Body.AsSpan().IndexOf(bytes) > 0);
        Assert.Equal(401, (await gateway.SendAsync(gateway.Request(HttpMethod.Post, "/api/v1/model/calculate", team: null))).Status);
        Assert.Equal(2, gateway.Vendor.Traffic.Requests.Count);
        Assert.Empty(await gateway.LedgerAsync());
    }
}

/// <summary>Takes a field away again.</summary>
file static class JsonObjectExtensions
{
    public static JsonObject Without(this JsonObject body, string name)
    {
        body.Remove(name);
        return body;
    }
}
