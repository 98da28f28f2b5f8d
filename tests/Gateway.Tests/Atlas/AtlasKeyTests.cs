using System.Text;
using Gateway.Atlas;
using Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Atlas;

public sealed class AtlasKeyTests
{
    private const string Secret = "apikey-secret-1";

    private static IConfiguration Settings(params (string Key, string? Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Atlas:BaseUrl", "https://api.atlascloud.ai")])
        .AddInMemoryCollection(settings.GroupBy(setting => setting.Key).Select(same => new KeyValuePair<string, string?>(same.Key, same.Last().Value))).Build();

    private static AtlasKey Key(IConfiguration settings, TimeProvider? time = null) => new(settings, time ?? TimeProvider.System, NullLogger<AtlasKey>.Instance);

    [Theory]
    [InlineData("https://api.atlascloud.ai/api/v1/models", true)]
    [InlineData("https://API.atlascloud.ai:443/x", true)]
    [InlineData("http://api.atlascloud.ai/x", false)]
    [InlineData("https://api.atlascloud.ai:8443/x", false)]
    [InlineData("https://api.atlascloud.ai.evil.example/x", false)]
    [InlineData("https://evil.example/x", false)]
    [InlineData("https://user@api.atlascloud.ai/x", false)]
    [InlineData("https://api.atlascloud.ai@evil.example/x", false)]
    public async Task The_key_goes_to_the_vendors_own_origin_or_nothing_goes(string address, bool goes)
    {
        var settings = Settings(("Atlas:ApiKey", Secret));
        var seen = new Recorder();
        using var invoker = new HttpMessageInvoker(new AtlasKeyHandler(AtlasOptions.ReadOrThrow(settings), Key(settings)) { InnerHandler = seen });
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var name in new[] { "Authorization", "x-api-key", "api-key", "x-goog-api-key", "Cookie", "Host" }) request.Headers.TryAddWithoutValidation(name, "callers");

        var failure = await Record.ExceptionAsync(() => invoker.SendAsync(request, TestContext.Current.CancellationToken));

        Assert.Equal(goes, failure is null);
        Assert.Equal(goes ? $"Authorization: Bearer {Secret}" : null, seen.Headers?.Trim());
        Assert.DoesNotContain(Secret, request.ToString() + failure);
    }

    [Fact]
    public void A_replaced_file_is_used_within_a_second_and_an_emptied_one_keeps_the_last_good_key()
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Secret + "\n");
            var time = new SteppedTime();
            var key = Key(Settings(("Atlas:ApiKeyFile", file)), time);
            Assert.Equal(Secret, key.Reveal());
            File.WriteAllText(file, "apikey-secret-2");
            Assert.Equal(Secret, key.Reveal());
            time.Advance(1);
            Assert.Equal("apikey-secret-2", key.Reveal());
            foreach (var bad in new[] { "", "   ", "short", "with space inside", new string('x', 5_000) })
            {
                File.WriteAllText(file, bad);
                time.Advance(1);
                Assert.Equal("apikey-secret-2", key.Reveal());
            }
            File.Delete(file);
            time.Advance(1);
            Assert.Equal("apikey-secret-2", key.Reveal());
            Assert.Equal("[redacted] [redacted]", Encoding.UTF8.GetString(key.Scrub("apikey-secret-1 apikey-secret-2"u8.ToArray()).Span));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void The_environment_wins_over_the_settings_and_they_over_the_file()
    {
        Assert.Equal("from-the-environment", Key(Settings(("ATLASCLOUD_API_KEY", "from-the-environment"), ("Atlas:ApiKey", Secret))).Reveal());
        Assert.Equal(Secret, Key(Settings(("Atlas:ApiKey", Secret), ("Atlas:ApiKeyFile", "/nowhere"))).Reveal());
    }

    [Fact]
    public void The_key_shows_itself_in_no_text() => Assert.Equal("[vendor key]", Key(Settings(("Atlas:ApiKey", Secret))).ToString());

    [Theory]
    [InlineData("Atlas:BaseUrl", "http://api.atlascloud.ai", "Atlas:BaseUrl:")]
    [InlineData("Atlas:BaseUrl", "https://user:pass@api.atlascloud.ai", "Atlas:BaseUrl:")]
    [InlineData("Atlas:BaseUrl", "https://api.atlascloud.ai/?x=1", "Atlas:BaseUrl:")]
    [InlineData("Atlas:BaseUrl", "https://api.atlascloud.ai/#x", "Atlas:BaseUrl:")]
    [InlineData("Atlas:BaseUrl", "ftp://api.atlascloud.ai", "Atlas:BaseUrl:")]
    [InlineData("Atlas:BaseUrl", "api.atlascloud.ai", "Atlas:BaseUrl:")]
    [InlineData("Atlas:BaseUrl", "", "Atlas:BaseUrl:")]
    [InlineData("Atlas:SubmitTimeout", "00:00:00", "Atlas:SubmitTimeout:")]
    [InlineData("Atlas:SubmitTimeout", "30", "Atlas:SubmitTimeout:")]
    [InlineData("Atlas:SyncTimeout", "soon", "Atlas:SyncTimeout:")]
    [InlineData("Atlas:ApiKey", "", "Atlas:ApiKey:")]
    [InlineData("Atlas:ApiKey", "a key with spaces", "Atlas:ApiKey:")]
    [InlineData("Atlas:ApiKey", "short", "Atlas:ApiKey:")]
    public void What_cannot_be_used_is_one_line_that_names_its_key_and_quotes_no_secret(string key, string value, string starts)
    {
        var fault = Assert.Throws<ConfigurationFaultException>(() => AtlasOptions.ReadOrThrow(Settings(("Atlas:ApiKey", Secret), (key, value))));
        Assert.StartsWith(starts, Assert.Single(fault.Faults));
        Assert.DoesNotContain("pass@", fault.Message);
        Assert.DoesNotContain("spaces", fault.Message);
    }

    [Theory]
    [InlineData("http://localhost:5000")]
    [InlineData("http://127.0.0.1")]
    [InlineData("http://[::1]:9")]
    [InlineData("https://proxy.example/atlas/")]
    public void A_loopback_or_https_address_is_good(string url) =>
        Assert.EndsWith("/api/v1/models", AtlasOptions.ReadOrThrow(Settings(("Atlas:ApiKey", Secret), ("Atlas:BaseUrl", url))).Address("/api/v1/models").AbsoluteUri);

    private sealed class Recorder : HttpMessageHandler
    {
        public string? Headers { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Headers = request.Headers.ToString();
            return Task.FromResult(new HttpResponseMessage());
        }
    }

    private sealed class SteppedTime : TimeProvider
    {
        private long _seconds;
        public override long TimestampFrequency => 1;
        public override long GetTimestamp() => _seconds;
        public void Advance(int seconds) => _seconds += seconds;
    }
}
