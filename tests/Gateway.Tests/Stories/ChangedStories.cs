using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Who has seen it already is told so, and nothing else.</summary>
public sealed class ChangedStories : Story
{
    private static Task<Answer> AskAsync(GatewayFixture gateway, string id, string? knownTag, string? host = null, string? prefer = null, string spelling = "prediction")
    {
        var request = gateway.Request(HttpMethod.Get, $"/api/v1/model/{spelling}/{id}");
        if (knownTag is not null) request.Headers.TryAddWithoutValidation("If-None-Match", knownTag);
        if (prefer is not null) request.Headers.TryAddWithoutValidation("Prefer", prefer);
        request.Headers.Host = host;
        return gateway.SendAsync(request);
    }

    private static void AssertUnchanged(Answer answer, string tag, string cacheControl)
    {
        Assert.Equal((304, tag, cacheControl, "Prefer"), (answer.Status, answer.Header("ETag"), answer.Header("Cache-Control"), answer.Header("Vary")));
        Assert.Empty(answer.Body);
        Assert.Null(answer.Header("Content-Type"));
    }

    [Fact]
    public async Task What_has_not_changed_is_304_until_it_changes()
    {
        var gateway = await StartAsync();
        var id = (await gateway.BuyAsync()).PredictionId;
        var first = await AskAsync(gateway, id, null);
        var tag = first.Header("ETag")!;
        Assert.Equal((200, "no-store"), (first.Status, first.Header("Cache-Control")));
        Assert.Matches("^\"[0-9a-f.]+\"$", tag);
        foreach (var known in (string[])[tag, "W/" + tag, $"\"another\", {tag}", "*"]) AssertUnchanged(await AskAsync(gateway, id, known), tag, "no-store");
        Assert.Equal(200, (await AskAsync(gateway, id, "\"another\"")).Status);
        AssertUnchanged(await AskAsync(gateway, id, tag, spelling: "result"), tag, "no-store");

        // Asked anew, and the vendor says the same.
        gateway.Advance(TimeSpan.FromSeconds(3));
        AssertUnchanged(await AskAsync(gateway, id, tag), tag, "no-store");

        gateway.Vendor.Complete(id);
        var final = await gateway.PollUntilAsync(id, "completed");
        Assert.NotEqual(tag, final.Header("ETag"));
        var changed = await AskAsync(gateway, id, tag);
        Assert.Equal((200, "completed", "private"), (changed.Status, changed.VendorStatus, changed.Header("Cache-Control")));
        AssertUnchanged(await AskAsync(gateway, id, final.Header("ETag")), final.Header("ETag")!, "private");
    }

    [Fact]
    public async Task One_hosts_answer_is_not_taken_for_anothers()
    {
        var gateway = await StartAsync();
        var id = (await gateway.BuyAsync()).PredictionId;
        string[] hosts = ["one.company.example", "two.company.example:8443"];
        var tags = new List<string>();
        foreach (var host in hosts)
        {
            var answer = await AskAsync(gateway, id, null, host);
            Assert.Contains(host, answer.Text, StringComparison.Ordinal);
            tags.Add(answer.Header("ETag")!);
        }

        Assert.NotEqual(tags[0], tags[1]);
        for (var i = 0; i < 2; i++)
        {
            AssertUnchanged(await AskAsync(gateway, id, tags[i], hosts[i]), tags[i], "no-store");
            Assert.Equal((200, tags[i]), ((await AskAsync(gateway, id, tags[1 - i], hosts[i])).Status, (await AskAsync(gateway, id, null, hosts[i])).Header("ETag")));
        }
    }

    [Fact]
    public async Task A_wait_that_brought_nothing_new_ends_in_304_and_one_that_did_in_200()
    {
        var gateway = await StartAsync();
        var id = (await gateway.BuyAsync()).PredictionId;
        var tag = (await AskAsync(gateway, id, null)).Header("ETag")!;
        var waiting = AskAsync(gateway, id, tag, prefer: "wait=3");
        await gateway.UntilAsync(() => Task.FromResult(waiting.IsCompleted), "the wait is over");
        AssertUnchanged(await waiting, tag, "no-store");
        Assert.Equal("wait=3", (await waiting).Header("Preference-Applied"));

        waiting = AskAsync(gateway, id, tag, prefer: "wait=60");
        gateway.Vendor.Complete(id);
        await gateway.UntilAsync(() => Task.FromResult(waiting.IsCompleted), "the verdict came");
        Assert.Equal((200, "completed", "private"), ((await waiting).Status, (await waiting).VendorStatus, (await waiting).Header("Cache-Control")));
    }

    [Fact]
    public async Task Another_team_is_told_nothing_by_a_tag()
    {
        var gateway = await StartAsync();
        var id = (await gateway.BuyAsync()).PredictionId;
        foreach (var known in (string[])["*", (await AskAsync(gateway, id, null)).Header("ETag")!])
        {
            var request = gateway.Request(HttpMethod.Get, $"/api/v1/model/prediction/{id}", "lab");
            request.Headers.TryAddWithoutValidation("If-None-Match", known);
            var answer = await gateway.SendAsync(request);
            Assert.Equal((404, null), (answer.Status, answer.Header("ETag")));
        }
    }
}
