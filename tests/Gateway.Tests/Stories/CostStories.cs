using System.Text;
using Gateway.Ledger;
using Gateway.Ledger.Writing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What the everyday path costs, counted and not timed.</summary>
public sealed class CostStories : Story
{
    [Fact]
    public async Task A_submit_costs_two_commits()
    {
        var gateway = await StartAsync();
        var ledger = gateway.App.Services.GetRequiredService<BatchedLedger>();
        await gateway.BuyAsync();
        for (var i = 0; i < 5; i++)
        {
            var before = ledger.Commits;
            await gateway.BuyAsync(Bodies.Video($"sunset {i}"));
            Assert.Equal(2, ledger.Commits - before);
        }
    }

    [Fact]
    public async Task A_refused_submit_costs_no_commit()
    {
        var gateway = await StartAsync(settings => settings.WithoutBudgets("studio").Budget("studio", "daily", "Day", 1));
        var ledger = gateway.App.Services.GetRequiredService<BatchedLedger>();
        var before = ledger.Commits;
        Assert.Equal(403, (await gateway.SubmitAsync(Bodies.Video())).Status);
        Assert.Equal(before, ledger.Commits);
    }

    [Fact]
    public async Task A_poll_answered_from_memory_reads_no_ledger_commits_nothing_and_calls_nobody()
    {
        CountingViews? views = null;
        var gateway = await StartAsync(settings => settings.Services = services => services.AddSingleton<ILedgerViews>(
            provider => views = new CountingViews(provider.GetRequiredService<BatchedLedger>().Views)));
        var submitted = await gateway.BuyAsync();
        await gateway.PollAsync(submitted.PredictionId);
        var ledger = gateway.App.Services.GetRequiredService<BatchedLedger>();
        var before = (views!.Reads, ledger.Commits, gateway.Vendor.Traffic.Requests.Count);
        for (var i = 0; i < 50; i++) Assert.Equal(200, (await gateway.PollAsync(submitted.PredictionId)).Status);
        Assert.Equal(before, (views.Reads, ledger.Commits, gateway.Vendor.Traffic.Requests.Count));
    }

    [Fact]
    public async Task A_body_of_megabytes_arrives_whole()
    {
        var gateway = await StartAsync();
        var picture = Convert.ToBase64String(Bytes(6 * 1024 * 1024));
        var body = Encoding.UTF8.GetBytes($$"""{ "model": "{{Bodies.Model}}", "image": "data:image/png;base64,{{picture}}", "duration": 5 }""");
        Assert.Equal(200, (await gateway.SubmitRawAsync(body)).Status);
        Assert.Equal(body, Assert.Single(gateway.Vendor.Traffic.Submits).Body);
    }

    [Fact]
    public async Task A_large_body_that_must_be_changed_arrives_whole_but_for_the_change()
    {
        var gateway = await StartAsync();
        var picture = Convert.ToBase64String(Bytes(2 * 1024 * 1024));
        var body = Encoding.UTF8.GetBytes($$"""{"model":"{{Bodies.Model}}","webhook_url":"https://example.invalid/","input":{"image":"{{picture}}","duration":5} }""");
        Assert.Equal(200, (await gateway.SubmitRawAsync(body)).Status);
        Assert.Equal($$"""{"model":"{{Bodies.Model}}","image":"{{picture}}","duration":5}""", Encoding.UTF8.GetString(Assert.Single(gateway.Vendor.Traffic.Submits).Body));
    }

    [Fact]
    public async Task A_body_over_the_vendors_limit_is_refused_here()
    {
        var gateway = await StartAsync();
        var body = new byte[50 * 1024 * 1024 + 1];
        var request = gateway.Request(HttpMethod.Post, "/api/v1/model/generateVideo");
        request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        request.Headers.ExpectContinue = true;
        Assert.Equal(413, (await gateway.SendAsync(request)).Status);
        Assert.Empty(gateway.Vendor.Traffic.Submits);
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(20261123).NextBytes(bytes);
        return bytes;
    }
}
