using System.Text.Json.Nodes;
using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Asking how it goes costs nothing and shows only one's own.</summary>
public sealed class PollStories : Story
{
    [Fact]
    public async Task A_thousand_polls_cost_the_vendor_one_look_per_interval_and_settle_once()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        await PollManyAsync(gateway, submitted.PredictionId, 500);
        Assert.InRange(gateway.Vendor.Job(submitted.PredictionId).Polls, 0, 1);
        gateway.Advance(TimeSpan.FromSeconds(2));
        await PollManyAsync(gateway, submitted.PredictionId, 250);
        Assert.InRange(gateway.Vendor.Job(submitted.PredictionId).Polls, 1, 2);
        gateway.Vendor.Complete(submitted.PredictionId, 1.17m);
        gateway.Advance(TimeSpan.FromSeconds(2));
        await PollManyAsync(gateway, submitted.PredictionId, 250);
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        Assert.InRange(gateway.Vendor.Job(submitted.PredictionId).Polls, 2, 3);
        Assert.Equal(1.17m, (await gateway.BudgetAsync()).Spent);
    }

    [Fact]
    public async Task A_final_answer_is_given_from_memory_without_the_vendor_and_without_the_disk()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId);
        var first = await gateway.PollUntilAsync(submitted.PredictionId, "completed");
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        var (calls, disk) = (gateway.Vendor.Traffic.Requests.Count, Disk(gateway));
        for (var i = 0; i < 100; i++) Assert.Equal(first.Text, (await gateway.PollAsync(submitted.PredictionId)).Text);
        Assert.Equal((calls, disk), (gateway.Vendor.Traffic.Requests.Count, Disk(gateway)));
    }

    [Fact]
    public async Task Both_spellings_with_a_slash_and_any_query_are_one_prediction()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId);
        await gateway.PollUntilAsync(submitted.PredictionId, "completed");
        foreach (var target in new[] { "result/{0}", "result/{0}/?utm_source=sdk&x=%2F..", "prediction/{0}/", "prediction/{0}?utm_medium=a" })
        {
            var answer = await gateway.GetAsync("/api/v1/model/" + target.Replace("{0}", submitted.PredictionId, StringComparison.Ordinal));
            Assert.Equal((200, "completed"), (answer.Status, answer.VendorStatus));
        }
        Assert.DoesNotContain(gateway.Vendor.Traffic.Polls, poll => poll.Query.Contains("utm", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_teams_prediction_answers_exactly_like_one_that_does_not_exist()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        var looks = gateway.Vendor.Traffic.Polls.Count;
        var foreign = await gateway.PollAsync(submitted.PredictionId, "lab");
        var unknown = await gateway.PollAsync(submitted.PredictionId[..^1] + "x", "lab");
        Assert.Equal((404, 404), (foreign.Status, unknown.Status));
        Assert.Equal(Comparable(unknown), Comparable(foreign));
        Assert.Equal(looks, gateway.Vendor.Traffic.Polls.Count);
        var charge = await gateway.GetAsync($"/gateway/v1/charges/{submitted.ChargeId}", "lab");
        var noCharge = await gateway.GetAsync("/gateway/v1/charges/chg_00000000000000000000000000000000", "lab");
        Assert.Equal((404, Comparable(noCharge)), (charge.Status, Comparable(charge)));
    }

    [Fact]
    public async Task A_poll_that_fails_does_not_fail_the_job()
    {
        var gateway = await StartAsync();
        gateway.Vendor.OnAccept = job => job.EarlyMissingPolls = 3;
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.NextPolls(Polls.BadGateway, Polls.Error(429), Polls.Error(500), Polls.Lose, Polls.Missing);
        for (var i = 0; i < 40; i++)
        {
            var answer = await gateway.PollAsync(submitted.PredictionId);
            Assert.Equal((200, "created"), (answer.Status, answer.VendorStatus));
            gateway.Advance(TimeSpan.FromSeconds(3));
        }
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        await gateway.PollUntilAsync(submitted.PredictionId, "completed");
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
    }

    [Fact]
    public async Task The_address_to_follow_is_the_gateways_own_for_each_caller()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        AssertFollows(gateway.Address.Authority, submitted);
        AssertFollows(gateway.Address.Authority, await gateway.PollAsync(submitted.PredictionId));
        var other = gateway.Request(HttpMethod.Get, $"/api/v1/model/prediction/{submitted.PredictionId}");
        other.Headers.Host = "atlas.company.example";
        AssertFollows("atlas.company.example", await gateway.SendAsync(other));
        AssertFollows(gateway.Address.Authority, await gateway.PollAsync(submitted.PredictionId));
    }

    [Fact]
    public async Task A_public_address_in_the_settings_is_the_one_to_follow()
    {
        var gateway = await StartAsync(settings => settings.Set("PublicBaseUrl", "https://video.company.example"));
        var answer = await gateway.BuyAsync();
        Assert.StartsWith("https://video.company.example/api/v1/model/prediction/", Follow(answer), StringComparison.Ordinal);
    }

    private static void AssertFollows(string authority, Answer answer)
    {
        var follow = new Uri(Follow(answer));
        Assert.Equal((authority, $"/api/v1/model/prediction/{answer.PredictionId}"), (follow.Authority, follow.AbsolutePath));
    }

    private static string Follow(Answer answer) => answer.Json.GetProperty("data").GetProperty("urls").GetProperty("get").GetString()!;

    private static async Task PollManyAsync(GatewayFixture gateway, string id, int count)
    {
        foreach (var wave in Enumerable.Range(0, count).Chunk(50))
        {
            var answers = await Task.WhenAll(wave.Select(_ => gateway.PollAsync(id)));
            Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        }
    }

    private static string Comparable(Answer answer)
    {
        var body = JsonNode.Parse(answer.Body)!.AsObject();
        body.Remove("traceId");
        body.Remove("instance");
        var headers = answer.Headers.Where(header => header.Key is not ("Date" or "Content-Length")).Select(header => $"{header.Key}: {header.Value}").Order();
        return string.Join('\n', headers) + '\n' + body.ToJsonString();
    }

    /// <summary>Size and last write of each file of the ledger.</summary>
    private static string Disk(GatewayFixture gateway) => string.Join(' ', new DirectoryInfo(gateway.Settings.Folder).GetFiles("gateway.db*")
        .OrderBy(file => file.Name, StringComparer.Ordinal).Where(file => !file.Name.EndsWith("-shm", StringComparison.Ordinal))
        .Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"));
}
