using System.Text.Json;
using Gateway.Tests.Account;
using Xunit;

namespace Gateway.Tests.Http;

public sealed class ProblemsTests(AccountApp app) : IClassFixture<AccountApp>
{
    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "/nothing/here.html")]
    [InlineData("POST", "/gateway/v1/budgets")]
    [InlineData("DELETE", "/gateway/v1/charges/chg_1")]
    [InlineData("PUT", "/health/live")]
    [InlineData("OPTIONS", "/gateway/v1/charges")]
    [InlineData("PROPFIND", "/gateway/v1/charges")]
    [InlineData("GET", "/read")]
    public async Task What_is_not_modelled_is_not_found_whatever_the_method(string method, string path)
    {
        using var response = await app.SendAsync(new HttpMethod(method), path, "studio");
        Assert.Equal(404, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(404, body.GetProperty("code").GetInt32());
        Assert.Equal(path, body.GetProperty("instance").GetString());
    }

    [Theory]
    [InlineData("type")]
    [InlineData("title")]
    [InlineData("status")]
    [InlineData("detail")]
    [InlineData("instance")]
    [InlineData("traceId")]
    [InlineData("code")]
    [InlineData("msg")]
    public void What_every_problem_says_cannot_be_said_otherwise(string name) =>
        Assert.Throws<ArgumentException>(() => Gateway.Http.Problem.NotFound.With(name, "mine"));

    [Fact]
    public async Task A_fault_says_nothing_of_the_inside()
    {
        using var response = await app.SendAsync(HttpMethod.Get, "/fault");
        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_a_problem_with_status_413()
    {
        using var body = new ByteArrayContent(new byte[31_000_000]);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(app.Main, "/read")) { Content = body };
        request.Headers.ExpectContinue = true;
        using var response = await app.Client.SendAsync(request);
        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Every_answer_says_nosniff()
    {
        using var response = await app.SendAsync(HttpMethod.Get, "/gateway/v1/budgets", "studio");
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
    }
}
