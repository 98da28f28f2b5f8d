using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Gateway.Tests.Vendor;

/// <summary>A witness must itself be trustworthy.</summary>
public sealed class VendorStandInTests : IAsyncLifetime
{
    private const string Body = """{"model":"bytedance/seedance-2.0/text-to-video","prompt":"a sunset"}""";
    private readonly ManualTime time = new(new DateTimeOffset(2026, 11, 23, 10, 0, 0, TimeSpan.Zero));
    private VendorStandIn vendor = null!;
    private HttpClient client = null!;

    public async ValueTask InitializeAsync()
    {
        vendor = await VendorStandIn.StartAsync(time);
        client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = vendor.BaseUrl };
        client.DefaultRequestHeaders.Authorization = new("Bearer", vendor.Key);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await vendor.DisposeAsync();
    }

    [Fact]
    public async Task A_job_is_accepted_followed_and_billed()
    {
        var id = await IdOfAsync(await SubmitAsync());
        Assert.Equal("created", (string?)(await LookAsync(id))["data"]!["status"]);
        vendor.Complete(id, 1.5m);
        var data = (await LookAsync(id))["data"]!;
        Assert.Equal(("completed", "1.5"), ((string?)data["status"], (string?)data["price"]));
        Assert.Equal(1.5m, Assert.Single(vendor.Jobs).Billed);
        Assert.Equal(Body, Encoding.UTF8.GetString(vendor.Jobs[0].Body));
    }

    [Fact]
    public async Task A_wrong_key_and_an_unknown_path_are_401_and_remembered()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/public/v1/model-usage")).StatusCode);
        client.DefaultRequestHeaders.Authorization = new("Bearer", "another");
        Assert.Equal(HttpStatusCode.Unauthorized, (await SubmitAsync()).StatusCode);
        Assert.Equal("GET /public/v1/model-usage", Assert.Single(vendor.Traffic.UnmodelledCalls).ToString());
        Assert.Single(vendor.Traffic.WrongKeyCalls);
        Assert.Empty(vendor.Jobs);
    }

    [Fact]
    public async Task A_lost_or_cut_reply_is_a_fault_for_the_client_and_a_job_for_the_vendor()
    {
        vendor.NextSubmits(Submits.AcceptThenLoseReply, Submits.AcceptThenCutReply, Submits.LoseWithoutAccepting);
        for (var i = 0; i < 3; i++) await Assert.ThrowsAsync<HttpRequestException>(SubmitAsync);
        Assert.Equal(2, vendor.Jobs.Count);
    }

    [Fact]
    public async Task History_shows_the_newest_first_in_pages_with_what_was_sent()
    {
        vendor.History.AddedDefaults["watermark"] = false;
        for (var i = 0; i < 3; i++) await SubmitAsync();
        vendor.History.FailNextPages(1);
        Assert.Equal(HttpStatusCode.BadGateway, (await client.GetAsync("/api/v1/model/history?no=1&size=2")).StatusCode);
        var page = (await client.GetFromJsonAsync<JsonObject>("/api/v1/model/history?no=1&size=2"))!["data"]!;
        Assert.Equal([vendor.Jobs[2].Id, vendor.Jobs[1].Id], page["items"]!.AsArray().Select(row => (string?)row!["ID"]));
        Assert.Equal(3, (int?)page["total"]);
        Assert.Equal("a sunset", (string?)page["items"]![0]!["requestBody"]!["prompt"]);
        vendor.History.BodyAsText = true;
        page = (await client.GetFromJsonAsync<JsonObject>("/api/v1/model/history?no=2&size=2"))!["data"]!;
        Assert.Contains("\"watermark\":false", (string?)page["items"]![0]!["requestBody"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verdicts_can_hide_behind_any_status_and_prices_can_be_late()
    {
        var id = await IdOfAsync(await SubmitAsync());
        vendor.Job(id).PriceFromVerdictPoll = 2;
        vendor.Complete(id);
        Assert.Null((await LookAsync(id))["data"]!["price"]);
        Assert.Equal("1.2096", (string?)(await LookAsync(id))["data"]!["price"]);
        var failed = await IdOfAsync(await SubmitAsync());
        vendor.Fail(failed, httpStatus: 500);
        var answer = await client.GetAsync($"/api/v1/model/prediction/{failed}");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("\"failed\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(0, vendor.Job(failed).Billed);
    }

    [Fact]
    public async Task It_compresses_when_told_to_and_tells_its_own_time()
    {
        vendor.NextSubmits(Submits.AcceptGzipped);
        time.Advance(TimeSpan.FromHours(1));
        var answer = await SubmitAsync();
        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Equal(time.GetUtcNow(), answer.Headers.Date);
    }

    private Task<HttpResponseMessage> SubmitAsync() =>
        client.PostAsync("/api/v1/model/generateVideo", new StringContent(Body, Encoding.UTF8, "application/json"));

    private async Task<JsonObject> LookAsync(string id) => (await client.GetFromJsonAsync<JsonObject>($"/api/v1/model/prediction/{id}"))!;

    private static async Task<string> IdOfAsync(HttpResponseMessage answer) =>
        (string?)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["data"]!["id"] ?? "";
}
