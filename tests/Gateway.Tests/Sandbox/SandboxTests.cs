using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Gateway.Atlas;
using Gateway.Sandbox;
using Gateway.Tests.Pricing;
using Xunit;

namespace Gateway.Tests.Sandbox;

public sealed class SandboxTests : IAsyncLifetime
{
    private const string Model = "bytedance/seedance-2.0/text-to-video";
    private static readonly SandboxOptions Options = new();
    private readonly SteppedTime _time = new();
    private SandboxVendor _sandbox = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _sandbox = await SandboxVendor.StartAsync(Options, _time);
        _client = new HttpClient { BaseAddress = _sandbox.Url };
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _sandbox.Key);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _sandbox.DisposeAsync();
    }

    private Task<HttpResponseMessage> SubmitAsync(string json) =>
        _client.PostAsync("/api/v1/model/generateVideo", new StringContent(json, Encoding.UTF8, "application/json"));

    private async Task<string> SubmitOneAsync(string prompt, string more = "")
    {
        using var answer = await SubmitAsync($$"""{"model":"{{Model}}","prompt":"{{prompt}}"{{more}}}""");
        var accepted = SubmitReply.Read(new VendorReply.Answered((int)answer.StatusCode, "application/json", await answer.Content.ReadAsByteArrayAsync()));
        return Assert.IsType<SubmitReply.Accepted>(accepted).Prediction.Value;
    }

    private async Task<(int Status, JsonElement Body, PredictionReply Reply)> LookAsync(string id)
    {
        using var answer = await _client.GetAsync($"/api/v1/model/prediction/{id}");
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        return ((int)answer.StatusCode, JsonElement.Parse(bytes), PredictionReply.Read(new VendorReply.Answered((int)answer.StatusCode, "application/json", bytes)));
    }

    [Fact]
    public async Task A_video_is_created_then_processing_then_completed_with_its_price_and_a_film()
    {
        var id = await SubmitOneAsync("A sunset", ""","duration":5""");
        Assert.Equal("created", Assert.IsType<PredictionReply.Pending>((await LookAsync(id)).Reply).Word);
        _time.Advance(Options.ProcessingAfter);
        Assert.Equal("processing", Assert.IsType<PredictionReply.Pending>((await LookAsync(id)).Reply).Word);
        _time.Advance(Options.DoneAfter);

        var (status, body, reply) = await LookAsync(id);

        var final = Assert.IsType<PredictionReply.Final>(reply);
        Assert.Equal((200, true, 1_209_600_000), (status, final.Succeeded, final.Usd?.Nanos));
        var film = await _client.GetByteArrayAsync(body.GetProperty("data").GetProperty("outputs")[0].GetString());
        Assert.Equal(["ftyp", "moov", "mdat"], Boxes(film));
    }

    [Fact]
    public async Task The_balance_falls_by_what_jobs_that_succeed_would_cost()
    {
        Assert.Equal(Usd.FromDollars(1_000), await BalanceAsync());
        await SubmitOneAsync("A sunset", ""","duration":5""");
        await SubmitOneAsync("A sunset sandbox:fail");
        _time.Advance(Options.DoneAfter);
        Assert.Equal(Usd.FromDollars(998.7904m), await BalanceAsync());

        async Task<Usd?> BalanceAsync() => AccountBalance.Read(new VendorReply.Answered(200, "application/json", await _client.GetByteArrayAsync("/public/v1/balance")));
    }

    [Fact]
    public async Task A_failure_hides_in_an_http_500_as_the_vendors_do()
    {
        var id = await SubmitOneAsync("A sunset sandbox:fail");
        _time.Advance(Options.DoneAfter);
        var (status, _, reply) = await LookAsync(id);
        var final = Assert.IsType<PredictionReply.Final>(reply);
        Assert.Equal((500, false, "failed", (Usd?)null), (status, final.Succeeded, final.Word, final.Usd));
    }

    [Fact]
    public async Task A_late_price_comes_late()
    {
        var id = await SubmitOneAsync("sandbox:late-price");
        _time.Advance(Options.DoneAfter);
        Assert.Null(Assert.IsType<PredictionReply.Final>((await LookAsync(id)).Reply).Usd);
        _time.Advance(Options.LatePriceAfter);
        Assert.NotNull(Assert.IsType<PredictionReply.Final>((await LookAsync(id)).Reply).Usd);
    }

    [Fact]
    public async Task A_lost_reply_leaves_a_job_in_the_history_with_the_body_as_sent()
    {
        await SubmitOneAsync("another");
        var body = $$"""{"model":"{{Model}}","prompt":"sandbox:lose-reply","seed":7}""";
        await Assert.ThrowsAsync<HttpRequestException>(() => SubmitAsync(body));
        using var answer = await _client.GetAsync($"/api/v1/model/history?no=1&size=1&model={Uri.EscapeDataString(Model)}");
        var page = HistoryPage.Read(new VendorReply.Answered(200, "application/json", await answer.Content.ReadAsByteArrayAsync()));
        Assert.Contains("\"ID\":", await answer.Content.ReadAsStringAsync());
        Assert.Equal(2, page!.Total);
        Assert.Equal(body, Assert.Single(page.Rows).RequestBody!.Value.GetRawText());
        Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds(), page.Rows[0].CreatedAt.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task A_sandbox_started_anew_answers_for_the_jobs_of_the_one_before()
    {
        var id = await SubmitOneAsync("A sunset");
        await using var next = await SandboxVendor.StartAsync(Options, _time);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(next.Url, $"/api/v1/model/result/{id}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", next.Key);
        using var answer = await _client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.NotEqual(_sandbox.Key, next.Key);
    }

    [Theory]
    [InlineData("sandbox:reject", 400)]
    [InlineData("sandbox:busy", 429)]
    [InlineData("sandbox:broke", 402)]
    [InlineData("sandbox:bad-gateway", 502)]
    public async Task A_word_in_the_prompt_makes_the_vendor_refuse(string word, int status)
    {
        using var answer = await SubmitAsync($$"""{"model":"{{Model}}","prompt":"{{word}}"}""");
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"model":"nobody/knows","prompt":"x"}""")]
    [InlineData("""{"model":"qwen/qwen3-max","prompt":"x"}""")]
    [InlineData("""{"model":"bytedance/seedance-2.0/text-to-video"}""")]
    [InlineData("""{"model":"bytedance/seedance-2.0/text-to-video","prompt":"x","duration":0}""")]
    [InlineData("""[1]""")]
    [InlineData("""{""")]
    public async Task What_the_vendor_would_not_take_is_refused(string json)
    {
        using var answer = await SubmitAsync(json);
        var reply = SubmitReply.Read(new VendorReply.Answered((int)answer.StatusCode, "application/json", await answer.Content.ReadAsByteArrayAsync()));
        Assert.Equal(400, Assert.IsType<SubmitReply.Rejected>(reply).Status);
    }

    [Theory]
    [InlineData("Bearer wrong")]
    [InlineData("")]
    public async Task A_wrong_key_is_refused(string authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/model/history");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var stranger = new HttpClient { BaseAddress = _sandbox.Url };
        using var answer = await stranger.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("\"code\":401", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_list_of_models_needs_no_key_and_is_compressed_for_whoever_asks()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/models");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using var stranger = new HttpClient { BaseAddress = _sandbox.Url };
        using var answer = await stranger.SendAsync(request);
        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
        var plain = await stranger.GetByteArrayAsync("/api/v1/models");
        var filtered = JsonElement.Parse(ModelList.Filter(plain, model => model == Model)!);
        Assert.Equal(Model, Assert.Single(filtered.GetProperty("data").EnumerateArray()).GetProperty("model").GetString());
    }

    [Fact]
    public async Task An_upload_is_taken_and_an_estimate_is_given()
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(new byte[300_000]), "file", "clip.mp4" } };
        using var uploaded = await _client.PostAsync("/api/v1/model/uploadMedia", form);
        var data = JsonElement.Parse(await uploaded.Content.ReadAsStringAsync()).GetProperty("data");
        Assert.Equal((300_000, "clip.mp4"), (data.GetProperty("size").GetInt32(), data.GetProperty("file_name").GetString()));

        using var estimate = await _client.PostAsync("/api/v1/model/calculate", new StringContent($$"""{"model":"{{Model}}","prompt":"x","width":512,"height":512,"duration":3}"""));
        Assert.Contains("\"price\":\"0.2064384\"", await estimate.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task It_charges_every_model_that_has_a_price_what_the_price_book_says()
    {
        var checkedModels = 0;
        foreach (var model in SandboxCatalogue.Models.Where(model => model.Operation is not null && Books.Shipped.Prices(model.Name, Books.Now)))
        foreach (var more in (string[])["", ""","duration":8""", ""","duration":15,"resolution":"480p","ratio":"9:16" """])
        foreach (var count in model.Type == "Image" ? (string[])["", ""","num_images":3""", ""","n":15""", ""","max_images":2"""] : [""])
        {
            var body = $$"""{"model":"{{model.Name}}","prompt":"x"{{more}}{{count}}}""";
            using var estimate = await _client.PostAsync("/api/v1/model/calculate", new StringContent(body));
            var price = JsonElement.Parse(await estimate.Content.ReadAsStringAsync()).GetProperty("data").GetProperty("price").GetString();
            Assert.True(Books.Shipped.Price(model.Name, body).Usd.ToString() == price, $"{price} for {body}");
            checkedModels++;
        }
        Assert.True(checkedModels > 50, "Nearly nothing was compared.");
    }

    [Theory]
    [InlineData("num_images", "0")]
    [InlineData("n", "-1")]
    [InlineData("max_images", "16")]
    [InlineData("num_images", "1.5")]
    public async Task A_number_of_images_that_is_none_is_refused(string field, string count)
    {
        using var answer = await _client.PostAsync("/api/v1/model/generateImage", new StringContent(
            $$"""{"model":"google/nano-banana-2/text-to-image","prompt":"x","{{field}}":{{count}}}""", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static List<string> Boxes(byte[] film)
    {
        var names = new List<string>();
        for (var at = 0; at < film.Length; at += BinaryPrimitives.ReadInt32BigEndian(film.AsSpan(at)))
            names.Add(Encoding.ASCII.GetString(film, at + 4, 4));
        return names;
    }

    private sealed class SteppedTime : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 2, 10, 0, 0, TimeSpan.Zero);
        public override DateTimeOffset GetUtcNow() => _now;
        public void Advance(TimeSpan by) => _now += by;
    }
}
