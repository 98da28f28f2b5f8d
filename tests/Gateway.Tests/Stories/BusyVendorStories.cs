using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The vendor says 429: submits slow down, and no team pays for another's hurry.</summary>
public sealed class BusyVendorStories : Story
{
    private const string OtherModel = "bytedance/seedance-2.0-fast/text-to-video";

    /// <summary>One submit a second after the first 429, and no quicker for minutes.</summary>
    private Task<GatewayFixture> StartBusyAsync(Action<GatewaySettings>? more = null) => StartAsync(settings =>
    {
        settings.Unlimited("lab").Budget("studio", "daily", "Day", 5_000)
            .Set("Predictions:Turns:StartPerSecond", "1").Set("Predictions:Turns:RecoveryPerSecond", "0.001")
            .Set("Predictions:Turns:FullPerSecond", "2").Set("Predictions:Turns:MaxWait", "00:02:00")
            // The clock runs ahead of the sockets here.
            .Set("Atlas:SubmitTimeout", "01:00:00");
        more?.Invoke(settings);
    });

    private static async Task MakeBusyAsync(GatewayFixture gateway, string model = Bodies.Model)
    {
        gateway.Vendor.NextSubmits(Submits.Reject(429));
        var answer = await gateway.SubmitAsync(Bodies.Video("one too many").With("model", model));
        Assert.Equal((503, true), (answer.Status, answer.Header("Retry-After") is not null));
    }

    private static List<Task<Answer>> Submit(GatewayFixture gateway, string team, int count, CancellationToken hangUp = default) =>
        [.. Enumerable.Range(0, count).Select(i => gateway.SubmitAsync(Bodies.Video($"{team} {i}"), team, cancellationToken: hangUp))];

    private static async Task UntilWaitingAsync(Gauges gauges, int count) =>
        Assert.True(await Eventually.TrueAsync(() => gauges.Read("waiting") == count), $"{gauges.Read("waiting")} wait, not {count}.");

    [Fact]
    public async Task A_team_with_a_few_submits_does_not_stand_behind_a_team_with_many()
    {
        var gateway = await StartBusyAsync();
        using var gauges = new Gauges(gateway);
        await MakeBusyAsync(gateway);
        var many = Submit(gateway, "studio", 40);
        await UntilWaitingAsync(gauges, 40);
        var few = Submit(gateway, "lab", 5);
        await UntilWaitingAsync(gauges, 45);
        Assert.Equal(0m, (await gateway.BudgetAsync()).Held);
        for (var second = 1; second <= 10; second++)
        {
            gateway.Advance(TimeSpan.FromSeconds(1));
            await UntilWaitingAsync(gauges, 45 - second);
        }
        await Task.WhenAll(few);
        Assert.True(await Eventually.TrueAsync(() => many.Count(one => one.IsCompleted) == 5), "Every other turn was the other team's.");
        Assert.Equal(11, gateway.Vendor.Traffic.Submits.Count);
        await gateway.UntilAsync(() => Task.FromResult(many.All(one => one.IsCompleted)), "all had their turn");
        Assert.All(await Task.WhenAll(many.Concat(few)), answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_gives_the_place_away_and_buys_nothing()
    {
        var gateway = await StartBusyAsync();
        using var gauges = new Gauges(gateway);
        await MakeBusyAsync(gateway);
        using var hangUp = new CancellationTokenSource();
        var gone = Submit(gateway, "studio", 3, hangUp.Token);
        await UntilWaitingAsync(gauges, 3);
        var patient = Submit(gateway, "studio", 1);
        await UntilWaitingAsync(gauges, 4);
        await hangUp.CancelAsync();
        await UntilWaitingAsync(gauges, 1);
        gateway.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await patient[0]).Status);
        foreach (var one in gone) await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.Equal(2, (await gateway.LedgerAsync()).Count);
    }

    [Fact]
    public async Task A_full_queue_refuses_its_own_team_at_once_and_no_other()
    {
        var gateway = await StartBusyAsync(settings => settings.Set("Predictions:Turns:MaxWaiting", "2"));
        using var gauges = new Gauges(gateway);
        await MakeBusyAsync(gateway);
        var waiting = Submit(gateway, "studio", 2);
        await UntilWaitingAsync(gauges, 2);
        var refused = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal((503, true, null), (refused.Status, refused.Header("Retry-After") is not null, refused.Member("chargeId")));
        var other = Submit(gateway, "lab", 1);
        await UntilWaitingAsync(gauges, 3);
        await gateway.UntilAsync(() => Task.FromResult(waiting.Concat(other).All(one => one.IsCompleted)), "they had their turns");
        Assert.All(await Task.WhenAll(waiting.Concat(other)), answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task Nobody_waits_longer_than_is_configured()
    {
        var gateway = await StartBusyAsync(settings => settings.Set("Predictions:Turns:StartPerSecond", "0.1").Set("Predictions:Turns:MaxWait", "00:00:05"));
        using var gauges = new Gauges(gateway);
        await MakeBusyAsync(gateway);
        var waiting = Submit(gateway, "studio", 3);
        await UntilWaitingAsync(gauges, 3);
        await gateway.UntilAsync(() => Task.FromResult(waiting.All(one => one.IsCompleted)), "they were refused");
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal((503, null), (answer.Status, answer.Member("chargeId"))));
        Assert.Equal((1, 0d), (gateway.Vendor.Traffic.Submits.Count, gauges.Read("waiting")));
    }

    [Fact]
    public async Task One_busy_model_slows_no_other_and_two_slow_all()
    {
        var gateway = await StartBusyAsync();
        using var gauges = new Gauges(gateway);
        await MakeBusyAsync(gateway);
        await gateway.BuyAsync(Bodies.Video().With("model", OtherModel));
        await gateway.BuyAsync(Bodies.Video().With("model", OtherModel));
        await MakeBusyAsync(gateway, OtherModel);
        var third = gateway.SubmitAsync(Bodies.Video().With("model", "bytedance/seedance-2.0-mini/text-to-video"));
        await UntilWaitingAsync(gauges, 1);
        gateway.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await third).Status);
    }

    [Fact]
    public async Task Time_without_a_429_makes_it_quick_again()
    {
        var gateway = await StartBusyAsync(settings => settings.Set("Predictions:Turns:RecoveryPerSecond", "0.1"));
        await MakeBusyAsync(gateway);
        gateway.Advance(TimeSpan.FromSeconds(10.1));
        for (var i = 0; i < 20; i++) await gateway.BuyAsync(Bodies.Video($"film {i}"));
        Assert.Single(gateway.Logs.Lines, line => line.Contains(" 6701 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_storm_of_429_slows_down_once_for_what_was_under_way_and_leaves_nothing_held()
    {
        var gateway = await StartBusyAsync();
        using var gauges = new Gauges(gateway);
        gateway.Vendor.EverySubmit = Submits.Reject(429);
        var storm = await Task.WhenAll(Submit(gateway, "studio", 1).Concat(Submit(gateway, "lab", 1)));
        Assert.All(storm, answer => Assert.Equal(503, answer.Status));
        gateway.Vendor.EverySubmit = Submits.Accept;
        var next = Submit(gateway, "studio", 1);
        await UntilWaitingAsync(gauges, 1);
        gateway.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (await next[0]).Status);
        Assert.Single(await gateway.LedgerAsync(), charge => charge.IsOpen);
    }

    [Fact]
    public async Task What_cannot_be_held_hears_so_at_once_and_takes_nobodys_turn()
    {
        var gateway = await StartBusyAsync(settings => settings.Team("poor").Budget("poor", "tiny", "Total", 0.01m).Set("Teams:studio:MaxInFlight", "2"));
        using var gauges = new Gauges(gateway);
        var known = await gateway.SubmitAsync(Bodies.Video("known"), idempotencyKey: "order-1");
        await MakeBusyAsync(gateway);
        var waiting = Submit(gateway, "lab", 2);
        await UntilWaitingAsync(gauges, 2);
        Assert.All(await Task.WhenAll(Submit(gateway, "poor", 10)), answer => Assert.Equal(403, answer.Status));
        var again = await gateway.SubmitAsync(Bodies.Video("known"), idempotencyKey: "order-1");
        Assert.Equal((200, "true", known.ChargeId), (again.Status, again.Header("Idempotency-Replayed"), again.ChargeId));
        Assert.Equal(422, (await gateway.SubmitAsync(Bodies.Video("another"), idempotencyKey: "order-1")).Status);
        Assert.Equal((2d, 2), (gauges.Read("waiting") ?? 0, gateway.Vendor.Traffic.Submits.Count));
        for (var second = 1; second <= 2; second++)
        {
            gateway.Advance(TimeSpan.FromSeconds(1));
            await UntilWaitingAsync(gauges, 2 - second);
        }
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(200, answer.Status));
    }

    [Fact]
    public async Task A_turn_whose_money_is_gone_meanwhile_is_the_next_ones_without_a_wait()
    {
        var gateway = await StartBusyAsync(settings => settings.Set("Teams:studio:MaxInFlight", "1"));
        using var gauges = new Gauges(gateway);
        await MakeBusyAsync(gateway);
        var own = Submit(gateway, "studio", 3);
        await UntilWaitingAsync(gauges, 3);
        var other = Submit(gateway, "lab", 1);
        await UntilWaitingAsync(gauges, 4);

        // One of studio's, lab's, and with studio's next turn all that are too many.
        for (var second = 1; second <= 2; second++)
        {
            gateway.Advance(TimeSpan.FromSeconds(1));
            await UntilWaitingAsync(gauges, 4 - second);
        }
        Assert.Equal(200, (await other[0]).Status);
        gateway.Advance(TimeSpan.FromSeconds(1));
        await UntilWaitingAsync(gauges, 0);
        Assert.Equal([200, 429, 429], (await Task.WhenAll(own)).Select(answer => answer.Status).Order());
        Assert.Equal(3, gateway.Vendor.Traffic.Submits.Count);
    }
}
