using Gateway.Telemetry;
using Gateway.Tests.Account;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class HealthTests(AccountApp app) : IClassFixture<AccountApp>
{
    [Fact]
    public async Task Health_answers_on_both_ports()
    {
        foreach (var at in new[] { app.Main, app.Management })
            foreach (var path in new[] { "/health/live", "/health/ready" })
            {
                var (status, body) = await app.GetAsync(path, at: at);
                Assert.Equal((200, """{"status":"Healthy"}"""), (status, body.GetRawText()));
            }
    }

    [Fact]
    public async Task A_process_without_its_ledger_lives_and_is_not_ready()
    {
        app.LedgerHealth = HealthCheckResult.Unhealthy("secret path", new InvalidOperationException("secret"));
        try
        {
            var (status, body) = await app.GetAsync("/health/ready", at: app.Management);
            Assert.Equal((503, """{"status":"Unhealthy","failing":["ledger"]}"""), (status, body.GetRawText()));
            Assert.Equal(200, (await app.GetAsync("/health/live", at: app.Management)).Status);
        }
        finally
        {
            app.LedgerHealth = HealthCheckResult.Healthy();
        }
    }

    [Theory]
    [InlineData("/gateway/v1/budgets")]
    [InlineData("/healthy")]
    public async Task Callers_routes_are_not_on_the_management_port_whatever_the_host_header_says(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Management, path));
        request.Headers.Host = app.Main.Authority;
        request.Headers.Add("x-api-key", "studio");
        using var response = await app.Client.SendAsync(request);
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task A_host_header_that_names_the_management_port_changes_nothing_on_the_main_one()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(app.Main, "/gateway/v1/budgets"));
        request.Headers.Host = app.Management.Authority;
        request.Headers.Add("x-api-key", "studio");
        using var response = await app.Client.SendAsync(request);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("http://localhost:8080", 9090, "http://localhost:9090")]
    [InlineData("http://localhost:8080", 0, "http://127.0.0.1:0")]
    [InlineData("http://*:8080", 9090, "http://*:9090")]
    [InlineData("http://+:8080", 0, "http://+:0")]
    [InlineData("https://0.0.0.0:8443", 9090, "http://0.0.0.0:9090")]
    [InlineData("http://[::1]:8080", 9090, "http://[::1]:9090")]
    public void The_management_port_is_on_the_host_of_the_first_url(string first, int port, string expected) =>
        Assert.Equal(expected, ListenUrls.Beside(first, port));

    [Theory]
    [InlineData(null, null, "http://localhost:8080")]
    [InlineData("http://a:1;http://b:2", null, "http://a:1,http://b:2")]
    [InlineData(null, "8080;8081", "http://*:8080,http://*:8081")]
    [InlineData("http://a:1", "8080", "http://a:1")]
    public void Callers_urls_are_those_configured_or_the_default(string? urls, string? ports, string expected) =>
        Assert.Equal(expected, string.Join(',', ListenUrls.Of(Of(("urls", urls), ("http_ports", ports)))));

    [Theory]
    [InlineData("Management:Port", "70000", "Management:Port: '70000' is not a port number from 0 to 65535")]
    [InlineData("Management:Port", "8080", "Management:Port: 8080 is also the port of a caller's url")]
    [InlineData("urls", "nonsense", "urls: 'nonsense' is not an address to listen on")]
    public void A_port_that_cannot_be_is_a_fault(string key, string value, string fault) =>
        Assert.Equal([fault], ManagementPort.Faults(Of((key, value))));

    private static IConfiguration Of(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))).Build();
}
