using Gateway.Ledger;
using Gateway.Predictions;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Waiting for the verdict in one request, instead of asking again and again.</summary>
public sealed class WaitStories : Story
{
    /// <summary>The worker looks so seldom here that only the waiters make the gateway ask.</summary>
    private Task<GatewayFixture> StartWithoutWorkerAsync(Action<GatewaySettings>? configure = null) => StartAsync(settings =>
    {
        settings.Set("Predictions:FollowInterval", "01:00:00");
        configure?.Invoke(settings);
    });

    private static Waiters WaitersOf(GatewayFixture gateway) => gateway.App.Services.GetRequiredService<Waiters>();

    private static async Task UntilWaitingAsync(GatewayFixture gateway, int count) =>
        Assert.True(await Eventually.TrueAsync(() => WaitersOf(gateway).Count == count), $"{WaitersOf(gateway).Count} wait, and not {count}.");

    private static Task<Answer> WaitAsync(GatewayFixture gateway, string id, string prefer = "wait=60", string spelling = "prediction/{0}", CancellationToken hangUp = default)
    {
        var request = gateway.Request(HttpMethod.Get, "/api/v1/model/" + spelling.Replace("{0}", id, StringComparison.Ordinal));
        request.Headers.TryAddWithoutValidation("Prefer", prefer);
        return gateway.SendAsync(request, hangUp);
    }

    [Fact]
    public async Task A_thousand_callers_wait_for_the_price_of_one_look_per_interval_and_hear_the_verdict_together()
    {
        var gateway = await StartWithoutWorkerAsync();
        var submitted = await gateway.BuyAsync();
        var job = gateway.Vendor.Job(submitted.PredictionId);
        var waiting = Enumerable.Range(0, 1_000).Select(_ => WaitAsync(gateway, job.Id)).ToList();
        await UntilWaitingAsync(gateway, 1_000);
        Assert.Equal(0, job.Polls);

        var seconds = 0;
        while (job.Polls < 3)
        {
            gateway.Advance(TimeSpan.FromSeconds(1));
            seconds++;
            await Task.Delay(20, TestContext.Current.CancellationToken);
            Assert.InRange(job.Polls, 0, seconds / 2);
        }

        Assert.DoesNotContain(waiting, answer => answer.IsCompleted);
        gateway.Vendor.Complete(job.Id, 1.17m);
        await gateway.UntilAsync(() => Task.FromResult(waiting.TrueForAll(answer => answer.IsCompleted)), "all have heard");
        foreach (var answer in waiting) Assert.Equal((200, "completed", "wait=60"), ((await answer).Status, (await answer).VendorStatus, (await answer).Header("Preference-Applied")));
        Assert.Equal((4, 0), (job.Polls, WaitersOf(gateway).Count));
        Assert.Equal((ChargeState.Settled, 1.17m), ((await gateway.ChargeAsync(submitted.ChargeId)).State, (await gateway.BudgetAsync()).Spent));
    }

    [Fact]
    public async Task A_verdict_that_somebody_else_learns_wakes_every_spelling_at_once()
    {
        var gateway = await StartWithoutWorkerAsync();
        var submitted = await gateway.BuyAsync();
        string[] spellings = ["prediction/{0}", "prediction/{0}/", "result/{0}", "result/{0}/?utm_source=sdk"];
        var waiting = spellings.Select(spelling => WaitAsync(gateway, submitted.PredictionId, spelling: spelling)).ToList();
        await UntilWaitingAsync(gateway, spellings.Length);

        // What a worker, a poll or another replica brings: the clock stands still.
        gateway.Vendor.Complete(submitted.PredictionId);
        var cache = gateway.App.Services.GetRequiredService<StatusCache>();
        var known = cache.InMemory(new PredictionId(submitted.PredictionId))!;
        await gateway.App.Services.GetRequiredService<StatusGate>().AskAsync(known, TimeSpan.Zero);
        foreach (var answer in await Task.WhenAll(waiting)) Assert.Equal((200, "completed"), (answer.Status, answer.VendorStatus));
        Assert.Equal(1, gateway.Vendor.Job(submitted.PredictionId).Polls);
    }

    [Fact]
    public async Task A_verdict_between_the_look_up_and_the_waiting_is_not_missed()
    {
        var gateway = await StartWithoutWorkerAsync();
        var submitted = await gateway.BuyAsync();
        var services = gateway.App.Services;
        var before = (await services.GetRequiredService<StatusCache>().FindAsync(new PredictionId(submitted.PredictionId), CancellationToken.None))!;
        gateway.Vendor.Complete(submitted.PredictionId);
        await services.GetRequiredService<StatusGate>().AskAsync(before, TimeSpan.Zero);

        // What the caller found is still fresh, so nobody asks the vendor before the clock moves, and it does not move.
        var seen = services.GetRequiredService<Waiting>().ForVerdictAsync(before, TimeSpan.FromSeconds(60), CancellationToken.None);
        Assert.True(await Eventually.TrueAsync(() => seen.IsCompleted) && (await seen)!.IsFinal);
        Assert.Equal((1, 0), (gateway.Vendor.Job(submitted.PredictionId).Polls, WaitersOf(gateway).Count));
    }

    [Fact]
    public async Task However_a_verdict_and_a_hundred_waiters_meet_all_hear_it_without_the_clock()
    {
        var gateway = await StartWithoutWorkerAsync();
        var submitted = await gateway.BuyAsync();
        var services = gateway.App.Services;
        var (cache, waiting) = (services.GetRequiredService<StatusCache>(), services.GetRequiredService<Waiting>());
        var pending = cache.InMemory(new PredictionId(submitted.PredictionId))!;
        for (var round = 0; round < 50; round++)
        {
            var id = new PredictionId($"{submitted.PredictionId}-{round}");
            var known = cache.Put(pending with { Prediction = id });
            using var start = new ManualResetEventSlim();
            var waits = Enumerable.Range(0, 100).Select(_ => Task.Run(async () =>
            {
                start.Wait();
                return await waiting.ForVerdictAsync(known, TimeSpan.FromSeconds(60), CancellationToken.None);
            })).ToList();
            var verdict = Task.Run(() => { start.Wait(); return cache.Put(known with { IsFinal = true }); });
            start.Set();
            await verdict;
            var all = Task.WhenAll(waits);
            Assert.True(await Eventually.TrueAsync(() => all.IsCompleted), $"Round {round}: somebody still waits.");
            Assert.All(await all, seen => Assert.True(seen!.IsFinal));
        }
        Assert.Equal(0, WaitersOf(gateway).Count);
    }

    [Fact]
    public async Task Nobody_waits_longer_than_may_be_and_hears_the_last_known_status_then()
    {
        var gateway = await StartWithoutWorkerAsync(settings => settings.Set("Predictions:MaxWait", "00:00:07"));
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Job(submitted.PredictionId).Status = "processing";
        var (shorter, longer) = (WaitAsync(gateway, submitted.PredictionId, "respond-async, wait=\"3\""), WaitAsync(gateway, submitted.PredictionId, "wait=3600"));
        await UntilWaitingAsync(gateway, 2);

        // The look is on its way to its pause when the waiters have joined already.
        Assert.True(await Eventually.TrueAsync(() => ((ManualTime)gateway.Settings.Time).IsAwaited(TimeSpan.FromSeconds(2))));
        gateway.Advance(TimeSpan.FromSeconds(2));
        Assert.True(await Eventually.TrueAsync(() => gateway.Vendor.Job(submitted.PredictionId).Polls == 1 && Known(gateway, submitted.PredictionId).Contains("processing", StringComparison.Ordinal)));
        gateway.Advance(TimeSpan.FromSeconds(1));
        var first = await shorter;
        Assert.Equal((200, "processing", "wait=3", "Prefer", "no-store"),
            (first.Status, first.VendorStatus, first.Header("Preference-Applied"), first.Header("Vary"), first.Header("Cache-Control")));
        Assert.False(longer.IsCompleted);
        gateway.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(("processing", "wait=7"), ((await longer).VendorStatus, (await longer).Header("Preference-Applied")));
    }

    [Fact]
    public async Task A_finished_job_and_an_unreadable_wish_are_answered_at_once()
    {
        var gateway = await StartWithoutWorkerAsync();
        var submitted = await gateway.BuyAsync();
        foreach (var wish in (string[])["wait=soon", "wait=0", "wait", "respond-async"])
            Assert.Equal(("created", null, "Prefer"), Told(await WaitAsync(gateway, submitted.PredictionId, wish)));
        gateway.Vendor.Complete(submitted.PredictionId);
        await gateway.PollUntilAsync(submitted.PredictionId, "completed");
        Assert.Equal(("completed", "wait=5", "Prefer"), Told(await WaitAsync(gateway, submitted.PredictionId, "wait=5")));
        Assert.Equal(404, (await WaitAsync(gateway, submitted.PredictionId + "x")).Status);
    }

    [Fact]
    public async Task Where_as_many_wait_as_may_the_next_is_answered_at_once()
    {
        var gateway = await StartWithoutWorkerAsync(settings => settings.Set("Predictions:MaxWaiters", "2"));
        var submitted = await gateway.BuyAsync();
        var waiting = new[] { WaitAsync(gateway, submitted.PredictionId), WaitAsync(gateway, submitted.PredictionId) };
        await UntilWaitingAsync(gateway, 2);
        Assert.Equal(("created", null, "Prefer"), Told(await WaitAsync(gateway, submitted.PredictionId)));
        gateway.Vendor.Complete(submitted.PredictionId);
        await gateway.UntilAsync(() => Task.FromResult(waiting.All(answer => answer.IsCompleted)), "both have heard");
        Assert.Equal(("completed", "wait=60", "Prefer"), Told(await WaitAsync(gateway, submitted.PredictionId)));
    }

    [Fact]
    public async Task Who_hangs_up_waits_no_more_and_the_vendor_is_asked_no_more()
    {
        var gateway = await StartWithoutWorkerAsync();
        var submitted = await gateway.BuyAsync();
        using var hangUp = new CancellationTokenSource();
        var waiting = Enumerable.Range(0, 20).Select(_ => WaitAsync(gateway, submitted.PredictionId, hangUp: hangUp.Token)).ToList();
        await UntilWaitingAsync(gateway, 20);
        await hangUp.CancelAsync();
        foreach (var answer in waiting) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
        await UntilWaitingAsync(gateway, 0);
        gateway.Advance(TimeSpan.FromMinutes(1));
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(0, gateway.Vendor.Job(submitted.PredictionId).Polls);
        Assert.Equal("created", (await gateway.PollAsync(submitted.PredictionId)).VendorStatus);
    }

    [Fact]
    public async Task A_gateway_that_stops_answers_all_who_wait_with_what_it_knows()
    {
        var gateway = await StartWithoutWorkerAsync();
        var submitted = await gateway.BuyAsync();
        var waiting = Enumerable.Range(0, 20).Select(_ => WaitAsync(gateway, submitted.PredictionId)).ToList();
        await UntilWaitingAsync(gateway, 20);
        gateway.App.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        foreach (var answer in await Task.WhenAll(waiting)) Assert.Equal((200, "created"), (answer.Status, answer.VendorStatus));
        Assert.Equal(0, WaitersOf(gateway).Count);
    }

    [Fact]
    public async Task A_vendor_in_trouble_is_asked_less_and_the_verdict_still_comes()
    {
        var gateway = await StartWithoutWorkerAsync();
        var submitted = await gateway.BuyAsync();
        var job = gateway.Vendor.Job(submitted.PredictionId);
        gateway.Vendor.NextPolls(Polls.BadGateway, Polls.Error(429), Polls.Lose, Polls.Missing);
        gateway.Vendor.Complete(job.Id);
        var waiting = WaitAsync(gateway, job.Id);
        await UntilWaitingAsync(gateway, 1);
        await gateway.UntilAsync(() => Task.FromResult(waiting.IsCompleted), "the verdict came");
        Assert.Equal("completed", (await waiting).VendorStatus);
        Assert.Equal(5, gateway.Vendor.Traffic.Polls.Count);
    }

    private static string Known(GatewayFixture gateway, string id)
    {
        var writer = new System.Buffers.ArrayBufferWriter<byte>();
        gateway.App.Services.GetRequiredService<StatusCache>().InMemory(new PredictionId(id))!.Body.Write(writer, "");
        return System.Text.Encoding.UTF8.GetString(writer.WrittenSpan);
    }

    private static (string? Status, string? Applied, string? Vary) Told(Answer answer) => (answer.VendorStatus, answer.Header("Preference-Applied"), answer.Header("Vary"));
}
