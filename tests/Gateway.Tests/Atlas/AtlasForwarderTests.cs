using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Atlas;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class AtlasForwarderTests
{
    private const string Accepted = """{"code":200,"data":{"id":"p-1","status":"created"}}""";

    private static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    [Fact]
    public async Task A_submit_reaches_the_vendors_fixed_path_with_nothing_but_the_listed_headers_and_our_key()
    {
        await using var vendor = RawVendor.Saying(200, Accepted, "Content-Type: application/json\r\nX-Request-ID: r-1\r\nDate: Mon, 02 Nov 2026 10:00:00 GMT\r\nSet-Cookie: a=b\r\n");
        await using var host = await AtlasHost.StartAsync(vendor.Url);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/submit/generateVideo?api_key=caller-secret&x=1") { Content = Json("""{"model":"m"}""") };
        foreach (var (name, value) in new[]
        {
            ("Authorization", "Bearer caller-secret"), ("x-api-key", "caller-secret"), ("api-key", "caller-secret"), ("x-goog-api-key", "caller-secret"),
            ("Cookie", "s=caller-secret"), ("X-Forwarded-For", "10.0.0.1"), ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
            ("baggage", "team=studio"), ("Idempotency-Key", "k"), ("X-Gateway-Tags", "a=b"), ("X-AtlasCloud-Request-Retention-Hours", "0"),
            ("X-Request-ID", "caller-1"), ("Accept", "application/json"), ("Accept-Encoding", "gzip, br"),
        }) request.Headers.TryAddWithoutValidation(name, value);

        using var answer = await host.Client.SendAsync(request);

        var seen = Assert.Single(vendor.Requests);
        Assert.Equal("POST /api/v1/model/generateVideo HTTP/1.1", seen.RequestLine);
        Assert.Equal(["accept", "accept-encoding", "authorization", "content-length", "content-type", "host", "user-agent", "x-request-id"], seen.HeaderNames);
        Assert.Equal($"Bearer {AtlasHost.Key}", seen.Header("Authorization"));
        Assert.Equal("identity", seen.Header("Accept-Encoding"));
        Assert.Equal("""{"model":"m"}""", Encoding.UTF8.GetString(seen.Body));
        Assert.DoesNotContain("caller-secret", seen.Head);
        var reply = Assert.IsType<VendorReply.Answered>(await host.NextReplyAsync());
        Assert.Equal((200, "application/json", "r-1"), (reply.Status, reply.ContentType, reply.RequestId));
        Assert.Equal(new DateTimeOffset(2026, 11, 2, 10, 0, 0, TimeSpan.Zero), reply.Date);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("chg_1", answer.Headers.GetValues("Gateway-Charge-Id").Single());
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_vendor_that_refuses_connections_has_seen_nothing()
    {
        var port = new TcpListener(IPAddress.Loopback, 0);
        port.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)port.LocalEndpoint).Port}";
        port.Stop();
        await using var host = await AtlasHost.StartAsync(url);

        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));

        var reply = Assert.IsType<VendorReply.NotSent>(await host.NextReplyAsync());
        Assert.Contains("ConnectionError", reply.Why);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("chg_1", answer.Headers.GetValues("Gateway-Charge-Id").Single());
    }

    [Fact]
    public async Task A_host_that_has_no_address_has_seen_nothing()
    {
        await using var host = await AtlasHost.StartAsync("https://no-such-host.invalid");
        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));
        Assert.IsType<VendorReply.NotSent>(await host.NextReplyAsync());
    }

    [Fact]
    public async Task A_vendor_that_speaks_no_tls_where_it_should_has_seen_nothing()
    {
        using var vendor = new TcpListener(IPAddress.Loopback, 0);
        vendor.Start();
        var hangingUp = vendor.AcceptTcpClientAsync().ContinueWith(accepted => accepted.Result.Dispose(), TaskScheduler.Default);
        await using var host = await AtlasHost.StartAsync($"https://127.0.0.1:{((IPEndPoint)vendor.LocalEndpoint).Port}");
        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));
        await hangingUp;
        Assert.IsType<VendorReply.NotSent>(await host.NextReplyAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"code\":200,\"data\":{\"id\":\"p-1\"}}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n{\"code\":200,\"data\":{\"id\":\"p-1\"}\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Ty")]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("")]
    public async Task A_reply_that_breaks_off_is_lost(string bytes)
    {
        await using var vendor = new RawVendor(async (_, stream) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(bytes));
            return false;
        });
        await using var host = await AtlasHost.StartAsync(vendor.Url);

        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));

        var lost = Assert.IsType<VendorReply.Lost>(await host.NextReplyAsync());
        Assert.False(lost.TimedOut);
        Assert.Single(vendor.Requests);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_vendor_that_drips_its_answer_past_the_submit_timeout_is_lost_in_time()
    {
        var leave = new TaskCompletionSource();
        await using var vendor = new RawVendor(async (_, stream) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"u8.ToArray());
            while (!leave.Task.IsCompleted)
            {
                await stream.WriteAsync(" "u8.ToArray());
                await Task.WhenAny(leave.Task, Task.Delay(50));
            }
            return false;
        });
        await using var host = await AtlasHost.StartAsync(vendor.Url, ("Atlas:SubmitTimeout", "00:00:00.5"));

        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));
        leave.SetResult();

        Assert.True(Assert.IsType<VendorReply.Lost>(await host.NextReplyAsync()).TimedOut);
    }

    [Fact]
    public async Task A_vendor_that_says_nothing_is_lost_at_the_submit_timeout()
    {
        var never = new TaskCompletionSource<bool>();
        await using var vendor = new RawVendor((_, _) => never.Task);
        await using var host = await AtlasHost.StartAsync(vendor.Url, ("Atlas:SubmitTimeout", "00:00:00.3"));

        using var answer = await host.Client.PostAsync("/submit/generateVideo", Json("{}"));
        never.SetResult(false);

        Assert.True(Assert.IsType<VendorReply.Lost>(await host.NextReplyAsync()).TimedOut);
    }

    [Fact]
    public async Task A_caller_who_hangs_up_does_not_stop_the_submit()
    {
        var answerNow = new TaskCompletionSource();
        await using var vendor = new RawVendor(async (_, stream) =>
        {
            await answerNow.Task;
            await stream.WriteAsync(RawVendor.Answer(200, Accepted));
            return true;
        });
        await using var host = await AtlasHost.StartAsync(vendor.Url);
        using var hangUp = new CancellationTokenSource();
        var asking = host.Client.PostAsync("/submit/generateVideo", Json("{}"), hangUp.Token);
        await Eventually.IsTrue(() => !vendor.Requests.IsEmpty);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
        answerNow.SetResult();

        Assert.IsType<VendorReply.Answered>(await host.NextReplyAsync());
    }

    [Fact]
    public async Task A_submit_on_a_stale_connection_is_not_sent_twice()
    {
        var served = 0;
        await using var vendor = new RawVendor(async (_, stream) =>
        {
            // The first answer keeps the connection alive; it closes right after the second body was read.
            if (Interlocked.Increment(ref served) > 1) return false;
            await stream.WriteAsync(RawVendor.Answer(200, Accepted));
            return true;
        });
        await using var host = await AtlasHost.StartAsync(vendor.Url);
        using var first = await host.Client.PostAsync("/submit/generateVideo", Json("""{"n":1}"""));
        Assert.IsType<VendorReply.Answered>(await host.NextReplyAsync());

        using var second = await host.Client.PostAsync("/submit/generateVideo", Json("""{"n":2}"""));

        Assert.IsType<VendorReply.Lost>(await host.NextReplyAsync());
        Assert.Equal(1, vendor.Requests.Count(seen => Encoding.UTF8.GetString(seen.Body) == """{"n":2}"""));
        Assert.Single(vendor.Requests.Select(seen => seen.Connection).Distinct());
    }

    [Fact]
    public async Task A_caller_cannot_turn_a_submit_into_an_upgrade()
    {
        await using var vendor = RawVendor.Saying(200, Accepted);
        await using var host = await AtlasHost.StartAsync(vendor.Url);
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port);
        await socket.GetStream().WriteAsync("POST /submit/generateVideo HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2\r\n\r\n{}"u8.ToArray());

        Assert.IsType<VendorReply.Answered>(await host.NextReplyAsync());
        var seen = Assert.Single(vendor.Requests);
        Assert.StartsWith("POST ", seen.RequestLine);
        Assert.DoesNotContain("upgrade", seen.Head, StringComparison.OrdinalIgnoreCase);
    }
}
