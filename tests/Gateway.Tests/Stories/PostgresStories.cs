using Gateway.Tests.Ledger;
using Gateway.Tests.Servers;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The real binary on a real PostgreSQL.</summary>
public sealed class PostgresStories : IAsyncLifetime
{
    private readonly PostgresLedgers database = new();
    private readonly CancellationTokenSource died = new();
    private VendorStandIn vendor = null!;

    public async ValueTask InitializeAsync() => vendor = await VendorStandIn.StartAsync(TimeProvider.System);

    public async ValueTask DisposeAsync()
    {
        died.Dispose();
        await vendor.DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task A_video_that_is_bought_survives_its_replica_and_is_finished_by_another()
    {
        await using var first = await GatewayAsync();
        await using var second = await GatewayAsync();
        await first.StartAsync();
        await second.StartAsync();
        Assert.Contains("there is no Redis", first.Output, StringComparison.Ordinal);

        var submitted = await first.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString());
        Assert.Equal(200, submitted.Status);
        await first.KillAsync();
        vendor.Complete(submitted.PredictionId);

        // Nobody polls: the other replica's worker takes the look over and books the verdict.
        await Shell.UntilAsync(
            async () => await database.AskAsync<long>("SELECT count(*) FROM charges WHERE state = 'settled'") == 1, () => $"nobody settled it: {second.Output}");
        var polled = await second.SendAsync(HttpMethod.Get, $"/api/v1/model/prediction/{submitted.PredictionId}");
        Assert.Equal((200, "completed"), (polled.Status, polled.Json.GetProperty("data").GetProperty("status").GetString()));

        var check = await second.RunAsync("books", "check");
        Assert.True(check.ExitCode == 0, check.Output);
        Assert.Contains("The books balance.", check.Output, StringComparison.Ordinal);
        var list = await second.RunAsync("charges", "list");
        Assert.Contains(submitted.PredictionId, list.Output, StringComparison.Ordinal);
        var config = await second.RunAsync("config", "check");
        Assert.Equal(0, config.ExitCode);
        Assert.Contains("WARNING: ConnectionStrings:Redis: ", config.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_send_whose_replica_died_is_found_in_the_vendors_history_by_another()
    {
        await using var first = await GatewayAsync();
        await using var second = await GatewayAsync();
        foreach (var gateway in new[] { first, second }) gateway.Environment["Atlas__SubmitTimeout"] = "00:00:02";
        await first.StartAsync();
        await second.StartAsync();
        vendor.EverySubmit = Submits.AcceptThenAnswerAfter(Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, died.Token));
        var lost = Record.ExceptionAsync(() => first.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString())).AsTask();
        await Shell.UntilAsync(() => Task.FromResult(vendor.Jobs.Count == 1), () => "the vendor never got it");
        await first.KillAsync();
        await died.CancelAsync();
        Assert.NotNull(await lost);
        vendor.Complete(vendor.Jobs[0].Id);
        await Shell.UntilAsync(
            async () => await database.AskAsync<long>("SELECT count(*) FROM charges WHERE state = 'settled'") == 1, () => $"nobody found it: {second.Output}");
        Assert.Equal(1, await database.AskAsync<long>("SELECT count(*) FROM entries WHERE kind = 'claim'"));
        var check = await second.RunAsync("books", "check");
        Assert.True(check.ExitCode == 0, check.Output);
    }

    [Fact]
    public async Task A_database_that_cannot_be_reached_is_told_in_one_line()
    {
        await using var gateway = await GatewayAsync($"Host=127.0.0.1;Port={FreePort.Next()};Database=gateway;Username=gateway;Password=hunter2");
        var (exitCode, output) = await gateway.RunAsync("serve", "--urls", "http://127.0.0.1:0", "--Management:Port=0");
        Assert.Equal(74, exitCode);
        Assert.Contains("cannot be opened", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_makes_no_books_where_there_are_none()
    {
        await using var gateway = await GatewayAsync();
        var (exitCode, output) = await gateway.RunAsync("books", "check");
        Assert.Equal(78, exitCode);
        Assert.Contains("ConnectionStrings:Ledger: there is no ledger at", output, StringComparison.Ordinal);
        Assert.True(await database.AskAsync<bool>("SELECT to_regclass('charges') IS NULL"));
    }

    [Fact]
    public async Task Readiness_fails_while_the_database_is_away_and_comes_back_by_itself()
    {
        await using var server = await PostgresServer.TryStartAsync(durable: true) ?? Servers.Servers.Missing<PostgresServer>(PostgresServer.WhyNot);
        await using var gateway = await GatewayAsync(await server.CreateDatabaseAsync());
        await gateway.StartAsync();
        await server.KillAsync();
        await Shell.UntilAsync(async () => (await gateway.SendAsync(HttpMethod.Get, "/health/ready")).Status == 503, () => $"still ready: {gateway.Output}");
        Assert.Equal(503, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString())).Status);
        Assert.Equal(200, (await gateway.SendAsync(HttpMethod.Get, "/health/live")).Status);
        await server.StartAgainAsync();
        await Shell.UntilAsync(async () => (await gateway.SendAsync(HttpMethod.Get, "/health/ready")).Status == 200, () => $"not ready again: {gateway.Output}");
        Assert.Equal(200, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString())).Status);
        Assert.Single(vendor.Traffic.Submits);
    }

    private async Task<GatewayProcess> GatewayAsync(string? connection = null)
    {
        var gateway = new GatewayProcess(vendor);
        gateway.Environment["ConnectionStrings__Ledger"] = connection ?? await database.ConnectionAsync();
        return gateway;
    }
}
