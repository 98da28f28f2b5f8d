using System.Buffers;
using System.Text;
using System.Text.Json;
using Gateway.Atlas;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class WireTests
{
    private static VendorReply Answer(int status, string body, string type = "application/json") =>
        new VendorReply.Answered(status, type, Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData(200, """{"code":200,"message":"ok","data":{"id":"p-1","status":"created"}}""")]
    [InlineData(200, """{"id":"p-1","status":"created","model":"m"}""")]
    [InlineData(200, """{"predictionId":"p-1"}""")]
    [InlineData(201, """{"data":{"predictionId":"p-1"}}""")]
    [InlineData(500, """{"code":500,"msg":"oops","data":{"id":"p-1"}}""")]
    [InlineData(429, """{"code":429,"data":{"id":"p-1"}}""")]
    [InlineData(400, """{"code":400,"data":{"id":"../x"},"id":"p-1"}""")]
    [InlineData(200, "\uFEFF{\"data\":{\"id\":\"p-1\"}}")]
    public void An_id_anywhere_means_the_job_was_taken(int status, string body) =>
        Assert.Equal("p-1", Assert.IsType<SubmitReply.Accepted>(SubmitReply.Read(Answer(status, body))).Prediction.Value);

    [Theory]
    [InlineData(400, """{"code":400,"msg":"bad duration","request_id":"r-1","data":null}""", 400, 400, "bad duration")]
    [InlineData(422, """{"error":{"code":"x","message":"bad size"},"request_id":"r-1"}""", 422, 422, "bad size")]
    [InlineData(413, """{"message":"too big","request_id":"r-1"}""", 413, 413, "too big")]
    [InlineData(400, """{"code":1039,"msg":"moderation","request_id":"r-1"}""", 400, 1039, "moderation")]
    [InlineData(200, """{"code":404,"msg":"no such model","request_id":"r-1"}""", 404, 404, "no such model")]
    [InlineData(200, """{"code":"503","msg":"down","request_id":"r-1"}""", 502, 503, "down")]
    [InlineData(200, """{"code":1039,"msg":"moderation","request_id":"r-1"}""", 400, 1039, "moderation")]
    public void A_clear_no_is_a_rejection(int status, string body, int forCaller, int code, string message) =>
        Assert.Equal(new SubmitReply.Rejected(forCaller, code, message, "r-1"), SubmitReply.Read(Answer(status, body)));

    [Theory]
    [InlineData(401, """{"code":401,"msg":"no"}""", 401)]
    [InlineData(402, """{"code":402,"msg":"insufficient balance"}""", 402)]
    [InlineData(403, """{"error":{"message":"no"}}""", 403)]
    [InlineData(400, """{"code":402,"msg":"insufficient balance"}""", 402)]
    [InlineData(429, """{"code":429}""", 429)]
    [InlineData(429, "<html>slow down</html>", 429)]
    [InlineData(200, """{"code":429,"msg":"slow down"}""", 429)]
    public void Trouble_of_our_account_bought_nothing(int status, string body, int vendorStatus) =>
        Assert.Equal(new SubmitReply.AccountTrouble(vendorStatus), SubmitReply.Read(Answer(status, body)));

    [Theory]
    [InlineData(500, """{"code":500,"msg":"oops"}""")]
    [InlineData(502, "<html>bad gateway</html>")]
    [InlineData(504, "")]
    [InlineData(408, """{"code":408,"msg":"timeout"}""")]
    [InlineData(200, """{"code":408,"msg":"timeout"}""")]
    [InlineData(403, "<html>blocked</html>")]
    [InlineData(400, "not json")]
    [InlineData(400, """{"nothing":"known"}""")]
    [InlineData(200, """{"code":200,"data":{}}""")]
    [InlineData(200, """{"code":200,"data":{"id":17}}""")]
    [InlineData(200, """{"code":200,"data":{"id":"a/../b"}}""")]
    [InlineData(200, """[{"id":"p-1"}]""")]
    [InlineData(302, """{"code":400,"msg":"x"}""")]
    [InlineData(200, """{"data":{"id":"p-1"}""")]
    public void Whatever_is_neither_leaves_the_outcome_unknown(int status, string body) =>
        Assert.IsType<SubmitReply.Unknown>(SubmitReply.Read(Answer(status, body)));

    [Theory]
    [InlineData(200, """{"code":200,"data":{"id":"p","status":"completed","price":"1.2096"}}""", true, 1_209_600_000L)]
    [InlineData(200, """{"data":{"status":"Succeeded","price":1.5}}""", true, 1_500_000_000L)]
    [InlineData(200, """{"id":"p","status":"success","price":1e-3}""", true, 1_000_000L)]
    [InlineData(200, """{"data":{"status":"completed","price":0}}""", true, null)]
    [InlineData(200, """{"data":{"status":"completed","price":"-1"}}""", true, null)]
    [InlineData(200, """{"data":{"status":"completed","price":"NaN"}}""", true, null)]
    [InlineData(200, """{"data":{"status":"completed","price":1e300}}""", true, null)]
    [InlineData(200, """{"data":{"status":"completed","price":"1000001"}}""", true, null)]
    [InlineData(200, """{"data":{"status":"completed","price":null}}""", true, null)]
    [InlineData(200, """{"data":{"status":"failed"}}""", false, null)]
    [InlineData(500, """{"code":500,"data":{"status":"failed","error":{"x":1}}}""", false, null)]
    [InlineData(400, """{"code":400,"data":{"status":"TIMEOUT"}}""", false, null)]
    [InlineData(200, """{"data":{"status":"cancelled","price":"0.5"}}""", false, 500_000_000L)]
    public void A_verdict_is_read_from_the_status_and_not_from_the_http_code(int status, string body, bool succeeded, long? nanos)
    {
        var final = Assert.IsType<PredictionReply.Final>(PredictionReply.Read(Answer(status, body)));
        Assert.Equal((succeeded, nanos), (final.Succeeded, final.Usd?.Nanos));
        Assert.Equal("application/json", final.Answer.ContentType);
    }

    [Theory]
    [InlineData("created")]
    [InlineData("queued")]
    [InlineData("something new")]
    public void Every_other_status_is_pending(string word) =>
        Assert.Equal(word, Assert.IsType<PredictionReply.Pending>(PredictionReply.Read(Answer(200, $$$"""{"data":{"status":"{{{word}}}"}}"""))).Word);

    [Theory]
    [InlineData(404, """{"code":404,"msg":"not found"}""")]
    [InlineData(400, """{"code":400}""")]
    [InlineData(404, "")]
    [InlineData(200, """{"code":404,"msg":"not found","data":null}""")]
    public void A_400_or_404_without_a_verdict_is_an_absence(int status, string body) =>
        Assert.IsType<PredictionReply.Absent>(PredictionReply.Read(Answer(status, body)));

    [Theory]
    [InlineData(404, "<html>404</html>", false)]
    [InlineData(502, "<html>502</html>", false)]
    [InlineData(500, """{"code":500}""", false)]
    [InlineData(500, """{"status":"error","message":"a proxy says so"}""", false)]
    [InlineData(200, "", false)]
    [InlineData(401, """{"code":401}""", false)]
    [InlineData(429, "", true)]
    [InlineData(200, """{"code":429}""", true)]
    public void Trouble_is_no_verdict(int status, string body, bool busy) =>
        Assert.Equal(busy, Assert.IsType<PredictionReply.NoVerdict>(PredictionReply.Read(Answer(status, body))).Busy);

    [Fact]
    public void A_page_of_history_is_read_whole_or_not_at_all()
    {
        const string good = """{"ID":"p-1","createdAt":1780000000,"model":"m","requestBody":"{\"model\":\"m\",\"seed\":1}","status":"completed"}""";
        var page = HistoryPage.Read(Answer(200, $$$"""{"code":200,"data":{"items":[{{{good}}},{"ID":"p-2","createdAt":"1780000001000","model":"m","requestBody":{"a":1}}],"total":"2"}}"""));
        Assert.Equal(2, page!.Total);
        Assert.Equal(1, page.Rows[0].RequestBody!.Value.GetProperty("seed").GetInt32());
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1780000001), page.Rows[1].CreatedAt);

        foreach (var spoiled in new[] { """{"createdAt":1,"model":"m"}""", """{"ID":"p/3","createdAt":1,"model":"m"}""", """{"ID":"p-3","model":"m"}""", "7" })
            Assert.Null(HistoryPage.Read(Answer(200, $$$"""{"code":200,"data":{"items":[{{{good}}},{{{spoiled}}}],"total":2}}""")));
        Assert.Null(HistoryPage.Read(Answer(200, """{"code":200,"data":{"items":[]}}""")));
        Assert.Null(HistoryPage.Read(Answer(200, """{"code":500,"data":{"items":[],"total":0}}""")));
        Assert.Null(HistoryPage.Read(Answer(502, """{"code":200,"data":{"items":[],"total":0}}""")));
        Assert.Null(HistoryPage.Read(new VendorReply.Lost("x", false)));
    }

    [Fact]
    public void A_list_of_models_keeps_the_rows_that_are_wanted_byte_for_byte()
    {
        const string body = """{"code":200, "data":[ {"model":"a", "price":{"x": 1.50}} ,{"model":"b"}, 7, {"nested":{"model":"a"}}, {"uuid":"1","model":"c\/d","é":[1,{}]} ],"more":true}""";
        var kept = Encoding.UTF8.GetString(ModelList.Filter(Encoding.UTF8.GetBytes(body), model => model is "a" or "c/d")!);
        Assert.Equal("""{"code":200, "data":[{"model":"a", "price":{"x": 1.50}},{"uuid":"1","model":"c\/d","é":[1,{}]}],"more":true}""", kept);
        Assert.Equal("""{"data":[]}""", Encoding.UTF8.GetString(ModelList.Filter("""{"data":[{"model":"a"}]}"""u8.ToArray(), _ => false)!));
        Assert.Null(ModelList.Filter("<html>"u8.ToArray(), _ => true));
        Assert.Null(ModelList.Filter("""{"code":500,"data":[]}"""u8.ToArray(), _ => true));
    }

    private static string Rewrite(string body, string origin)
    {
        PredictionId.TryParse("p-1", out var id);
        var rewritten = PredictionBody.From(new VendorBytes("application/json", Encoding.UTF8.GetBytes(body)), id);
        var written = new ArrayBufferWriter<byte>();
        rewritten.Write(written, origin);
        Assert.Equal(written.WrittenCount, rewritten.LengthFor(origin));
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }

    [Theory]
    [InlineData("""{"data":{"urls":{"get":"https:\/\/v\/x", "cancel":"https://v/c"},"outputs":["https://v/o"]}}""", """{"data":{"urls":{"get":"http://g:1/api/v1/model/prediction/p-1", "cancel":"https://v/c"},"outputs":["https://v/o"]}}""")]
    [InlineData("""{"id":"p-1","urls":{"get":"https://v/x"},"é":1}""", """{"id":"p-1","urls":{"get":"http://g:1/api/v1/model/prediction/p-1"},"é":1}""")]
    [InlineData("""{"data":{"urls":{"get":null}}}""", """{"data":{"urls":{"get":null}}}""")]
    [InlineData("""{"data":[{"urls":{"get":"u"}}],"x":{"urls":{"get":"u"}},"get":"u"}""", """{"data":[{"urls":{"get":"u"}}],"x":{"urls":{"get":"u"}},"get":"u"}""")]
    [InlineData("""{"data":{"urls":{"get":"u"}""", """{"data":{"urls":{"get":"u"}""")]
    [InlineData("""<html>""", """<html>""")]
    public void Only_urls_get_becomes_the_gateways_own_address(string body, string expected) => Assert.Equal(expected, Rewrite(body, "http://g:1"));

    [Fact]
    public void A_strange_host_cannot_break_out_of_its_string()
    {
        var body = Rewrite("""{"urls":{"get":"u"}}""", "http://g\",\"x\":\"ü");
        Assert.Equal("http://g\",\"x\":\"ü/api/v1/model/prediction/p-1", JsonElement.Parse(body).GetProperty("urls").GetProperty("get").GetString());
    }

    [Fact]
    public void No_garbage_makes_a_reader_throw()
    {
        const int seed = 20261123, rounds = 4_000;
        var random = new Random(seed);
        string[] seeds =
        [
            """{"code":200,"data":{"id":"p-1","status":"completed","price":"1.2","urls":{"get":"https://v/x"},"items":[{"ID":"p","createdAt":1,"model":"m","requestBody":"{}"}],"total":1}}""",
            """{"code":200,"data":[{"model":"\ud800","uuid":1}],"\ud83d":"\u0000","msg":"é"}""",
        ];
        for (var round = 0; round < rounds; round++)
        {
            var bytes = Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]);
            for (var edits = random.Next(4); edits > 0; edits--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            var reply = new VendorReply.Answered(random.Next(3) switch { 0 => 200, 1 => 404, _ => 500 }, null, bytes);
            try
            {
                SubmitReply.Read(reply);
                PredictionReply.Read(reply);
                HistoryPage.Read(reply);
                ModelList.Filter(bytes, _ => true);
                PredictionId.TryParse("p", out var id);
                var written = new ArrayBufferWriter<byte>();
                var body = PredictionBody.From(new VendorBytes("application/json", bytes), id);
                body.Write(written, "https://g");
                Assert.Equal(written.WrittenCount, body.LengthFor("https://g"));
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {seed}, round {round}: {Convert.ToBase64String(bytes)}: {e}");
            }
        }
    }
}
