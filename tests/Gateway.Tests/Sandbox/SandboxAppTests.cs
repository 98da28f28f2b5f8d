using Gateway.Atlas;
using Gateway.Http;
using Gateway.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Sandbox;

public sealed class SandboxAppTests
{
    private static WebApplicationBuilder Builder(string environment, params (string, string?)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection([new("ATLASCLOUD_API_KEY", null), new("Atlas:BaseUrl", "https://api.atlascloud.ai")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>(setting.Item1, setting.Item2)));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder;
    }

    [Fact]
    public async Task Without_a_key_the_gateway_speaks_to_the_sandbox_with_a_key_it_made()
    {
        var builder = Builder("Development").AddSandbox().AddAtlas();
        await using var app = builder.Build();
        app.MapAtlas(_ => new ValueTask<Problem?>((Problem?)null));
        await app.StartAsync(TestContext.Current.CancellationToken);

        var reply = await app.Services.GetRequiredService<AtlasClient>().GetHistoryAsync("m", 1, 10, TestContext.Current.CancellationToken);

        Assert.True(app.Services.GetRequiredService<AtlasOptions>().BaseUrl.IsLoopback);
        Assert.Empty(HistoryPage.Read(reply)!.Rows);
        Assert.Equal(TimeSpan.Zero, app.Services.GetRequiredService<BalanceOptions>().Interval);
        Assert.Equal("50", app.Configuration["Teams:sandbox:Budgets:daily:LimitUsd"]);
        Assert.Matches("^[0-9a-f]{64}$", app.Configuration["Teams:sandbox:Keys:newcomer:Sha256"]);
    }

    [Theory]
    [InlineData("Production", null, null)]
    [InlineData("Staging", null, null)]
    [InlineData("Development", "ATLASCLOUD_API_KEY", "apikey-real-one")]
    [InlineData("Development", "Atlas:ApiKey", "apikey-real-one")]
    [InlineData("Development", "Atlas:ApiKeyFile", "/nowhere")]
    public void With_a_key_or_outside_development_there_is_no_sandbox_and_no_ready_made_team(string environment, string? key, string? value)
    {
        var builder = Builder(environment, key is null ? [] : [(key, value)]).AddSandbox();
        Assert.Equal("https://api.atlascloud.ai", builder.Configuration["Atlas:BaseUrl"]);
        Assert.False(builder.Configuration.GetSection("Teams:sandbox").Exists());
    }

    [Fact]
    public void A_team_of_that_name_in_a_file_wins_over_the_ready_made_one()
    {
        var builder = Builder("Development", ("Teams:sandbox:Budgets:daily:LimitUsd", "1")).AddSandbox();
        Assert.Equal("1", builder.Configuration["Teams:sandbox:Budgets:daily:LimitUsd"]);
    }

    [Fact]
    public void The_banner_names_the_places_the_team_its_key_and_that_nothing_is_billed()
    {
        var text = SandboxBanner.Text("http://localhost:8080", new Uri("http://127.0.0.1:4711"));
        foreach (var said in new[] { "Nothing is billed", "http://127.0.0.1:4711", "Team: sandbox", "sandbox-team-key", "curl -s http://localhost:8080/api/v1/model/generateVideo \\\n" })
            Assert.Contains(said, text);
    }
}
