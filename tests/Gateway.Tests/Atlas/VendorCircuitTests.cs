using System.Net;
using System.Net.Sockets;
using System.Text;
using Gateway.Atlas;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class VendorCircuitTests
{
    private static readonly VendorReply Down = new VendorReply.Lost("cut", TimedOut: false);
    private static readonly VendorReply Up = new VendorReply.Answered(200, "application/json", "{}"u8.ToArray());
    private readonly ManualTime time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));

    private VendorCircuit Circuit(int minimumCalls = 4) =>
        new("generateVideo", new CircuitOptions { MinimumCalls = minimumCalls, Break = TimeSpan.FromSeconds(15) }, new SteadyTime(time), NullLogger.Instance);

    private static async Task FailAsync(VendorCircuit circuit, int times)
    {
        for (var i = 0; i < times; i++) await circuit.SendAsync(() => Task.FromResult(Down));
    }

    [Fact]
    public async Task It_opens_at_the_share_of_failures_and_not_before_enough_calls()
    {
        var circuit = Circuit();
        await FailAsync(circuit, 3);
        Assert.Null(circuit.RestOfBreak);
        for (var i = 0; i < 5; i++) await circuit.SendAsync(() => Task.FromResult(Up));
        await FailAsync(circuit, 1);
        Assert.Equal(0, circuit.State);
        await FailAsync(circuit, 1);
        Assert.Equal((2, TimeSpan.FromSeconds(15)), (circuit.State, circuit.RestOfBreak));
    }

    [Fact]
    public async Task Failures_older_than_the_window_are_forgotten()
    {
        var circuit = Circuit();
        await FailAsync(circuit, 3);
        time.Advance(TimeSpan.FromMinutes(2));
        await FailAsync(circuit, 3);
        Assert.Equal(0, circuit.State);
    }

    [Fact]
    public async Task While_it_is_open_nothing_is_called_and_the_rest_of_the_break_is_told()
    {
        var circuit = Circuit();
        await FailAsync(circuit, 4);
        time.Advance(TimeSpan.FromSeconds(5));
        var reply = await circuit.SendAsync(() => throw new InvalidOperationException("It was called."));
        Assert.Equal(TimeSpan.FromSeconds(10), Assert.IsType<VendorReply.NotSent>(reply).RetryAfter);
    }

    [Fact]
    public async Task A_clock_that_is_put_back_does_not_keep_it_open()
    {
        var circuit = Circuit();
        await FailAsync(circuit, 4);
        time.SetUtcNow(time.GetUtcNow() - TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(15), circuit.RestOfBreak);
        time.Advance(TimeSpan.FromSeconds(15));
        Assert.Same(Up, await circuit.SendAsync(() => Task.FromResult(Up)));
        Assert.Equal((0, null), (circuit.State, circuit.RestOfBreak));
    }

    [Fact]
    public async Task A_call_that_tries_and_fails_begins_another_break()
    {
        var circuit = Circuit();
        await FailAsync(circuit, 4);
        time.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(circuit.RestOfBreak);
        await FailAsync(circuit, 1);
        Assert.Equal((2, TimeSpan.FromSeconds(15)), (circuit.State, circuit.RestOfBreak));
    }

    [Fact]
    public async Task Trouble_with_videos_does_not_touch_pictures_sound_or_what_is_carried()
    {
        await using var vendor = new RawVendor(async (seen, stream) =>
        {
            await stream.WriteAsync(RawVendor.Answer(seen.RequestLine.Contains("generateVideo", StringComparison.Ordinal) ? 502 : 200, """{"code":200,"data":{}}"""));
            return true;
        });
        await using var host = await AtlasHost.StartAsync(vendor.Url, ("Atlas:Circuit:MinimumCalls", "2"));
        for (var i = 0; i < 3; i++) await SubmitAsync("generateVideo");
        Assert.Equal(2, vendor.Requests.Count);
        Assert.Equal(["Answered aborted=False", "Answered aborted=False"], [await SubmitAsync("generateImage"), await SubmitAsync("generateAudio")]);
        using var carried = await CarryAsync(host);
        Assert.Equal((HttpStatusCode.OK, 5), (carried.StatusCode, vendor.Requests.Count));

        async Task<string> SubmitAsync(string operation)
        {
            using var answer = await host.Client.PostAsync($"/submit/{operation}", Json());
            return await answer.Content.ReadAsStringAsync();
        }
    }

    [Fact]
    public async Task A_carried_route_that_is_down_is_refused_at_once_with_the_time_to_come_back()
    {
        await using var vendor = RawVendor.Saying(502, "<html>", "Content-Type: text/html\r\n");
        await using var host = await AtlasHost.StartAsync(vendor.Url, ("Atlas:Circuit:MinimumCalls", "2"));
        for (var i = 0; i < 2; i++)
            using (var down = await CarryAsync(host)) Assert.Equal(HttpStatusCode.BadGateway, down.StatusCode);
        using var refused = await CarryAsync(host);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, 2), (refused.StatusCode, vendor.Requests.Count));
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task Uploads_that_callers_break_off_say_nothing_of_the_vendor()
    {
        await using var vendor = RawVendor.Saying(200, """{"code":200,"data":{}}""");
        await using var host = await AtlasHost.StartAsync(vendor.Url, ("Atlas:Circuit:MinimumCalls", "2"));
        var head = Encoding.ASCII.GetBytes("POST /api/v1/model/uploadMedia HTTP/1.1\r\nHost: x\r\nx-api-key: team\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n");
        for (var i = 0; i < 4; i++)
        {
            var before = Interlocked.Read(ref vendor.BodyBytes);
            using var socket = new TcpClient();
            await socket.ConnectAsync(host.Client.BaseAddress!.Host, host.Client.BaseAddress.Port, TestContext.Current.CancellationToken);
            var stream = socket.GetStream();
            await stream.WriteAsync((byte[])[.. head, .. new byte[100_000]], TestContext.Current.CancellationToken);
            await Eventually.IsTrue(() => Interlocked.Read(ref vendor.BodyBytes) > before);
            socket.Client.Shutdown(SocketShutdown.Send);

            await UntilClosedAsync(stream);
        }
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/model/uploadMedia") { Content = Json(), Headers = { { "x-api-key", "team" } } };
        using var answer = await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("Atlas:Circuit:Window", "0")]
    [InlineData("Atlas:Circuit:Break", "00:00:00.1")]
    [InlineData("Atlas:Circuit:FailureRatio", "1.5")]
    [InlineData("Atlas:Circuit:MinimumCalls", "1")]
    [InlineData("Atlas:Circuit:Brake", "00:00:15")]
    [InlineData("Atlas:Balance:Interval", "00:00:01")]
    [InlineData("Atlas:Balance:WarnBelowUsd", "little")]
    public void A_setting_that_cannot_be_used_is_named(string key, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
        var fault = Assert.Single(CircuitOptions.FaultsOf(configuration).Concat(BalanceOptions.FaultsOf(configuration)));
        Assert.StartsWith(key, fault, StringComparison.Ordinal);
    }

    /// <summary>However it is closed, that is the end of the request here.</summary>
    private static async Task UntilClosedAsync(NetworkStream stream)
    {
        try
        {
            await stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        }
        catch (IOException) { }
    }

    private static StringContent Json() => new("{}", Encoding.UTF8, "application/json");

    private static Task<HttpResponseMessage> CarryAsync(AtlasHost host) => host.Client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/api/v1/model/calculate") { Content = Json(), Headers = { { "x-api-key", "team" } } });
}
