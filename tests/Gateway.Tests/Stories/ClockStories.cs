using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The machine's clock is wrong for a while.</summary>
public sealed class ClockStories : Story
{
    private static readonly TimeSpan Month = TimeSpan.FromDays(31);

    private static ManualTime Clock(GatewayFixture gateway) => (ManualTime)gateway.Settings.Time;

    private static bool Logged(GatewayFixture gateway, int id) => gateway.Logs.Lines.Any(line => line.Contains($" {id} ", StringComparison.Ordinal));

    private static Task PolledAsync(GatewayFixture gateway, int more)
    {
        var polls = gateway.Vendor.Traffic.Polls.Count;
        return gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Traffic.Polls.Count >= polls + more), "the worker looked");
    }

    [Fact]
    public async Task A_month_that_never_was_sends_nothing_to_a_person_and_stops_no_look()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        await PolledAsync(gateway, 1);
        Clock(gateway).Correct(Month);
        await PolledAsync(gateway, 2);
        Assert.Equal(ChargeState.Submitted, (await gateway.ChargeAsync(submitted.ChargeId)).State);
        Clock(gateway).Correct(-Month);
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        Assert.Equal(Usd.FromDollars(1.2m), (await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled)).SettledUsd);
    }

    [Fact]
    public async Task A_lost_reply_is_not_taken_for_absent_because_the_clock_jumped()
    {
        var gateway = await StartAsync(settings => settings.Set("Predictions:AbsentAfter", "01:00:00"));
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        gateway.Vendor.OnAccept = job => job.InHistory = false;
        var lost = await gateway.SubmitAsync(Bodies.Video());
        Clock(gateway).Correct(Month);
        var asked = gateway.Vendor.Traffic.Requests.Count;
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Traffic.Requests.Count >= asked + 4), "the history was read", TimeSpan.FromSeconds(5));
        Assert.Equal(ChargeState.Unknown, (await gateway.ChargeAsync(lost.ChargeId)).State);
        Clock(gateway).Correct(-Month);
        gateway.Vendor.Jobs[0].InHistory = true;
        gateway.Vendor.Complete(gateway.Vendor.Jobs[0].Id, 1.2m);
        await gateway.UntilChargeAsync(lost.ChargeId, ChargeState.Settled);
    }

    [Fact]
    public async Task A_lost_reply_that_was_dated_a_month_ahead_is_concluded_in_its_time()
    {
        var gateway = await StartAsync(settings => settings.Set("Predictions:AbsentAfter", "00:02:00"));
        Clock(gateway).Correct(Month);
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting);
        var lost = await gateway.SubmitAsync(Bodies.Video());
        Clock(gateway).Correct(-Month);
        gateway.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(ChargeState.Unknown, (await gateway.ChargeAsync(lost.ChargeId)).State);
        Assert.DoesNotContain("\"ageSeconds\":0", (await gateway.GetAsync($"/gateway/v1/charges/{lost.ChargeId}")).Text, StringComparison.Ordinal);
        await gateway.UntilAsync(async () => (await gateway.ChargeAsync(lost.ChargeId)).State == ChargeState.Released, "it is taken for absent", TimeSpan.FromSeconds(5));
        Assert.Equal(ReleaseReason.Absent, (await gateway.ChargeAsync(lost.ChargeId)).ReleaseReason);
    }

    [Fact]
    public async Task A_job_of_a_submit_that_was_dated_a_month_ahead_is_found_where_the_vendor_dated_it()
    {
        var gateway = await StartAsync(settings => settings.Set("Predictions:AbsentAfter", "01:00:00"));
        Clock(gateway).Correct(Month);
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        gateway.Vendor.OnAccept = job => job.InHistory = false;
        var lost = await gateway.SubmitAsync(Bodies.Video());
        Clock(gateway).Correct(-Month);
        gateway.Vendor.History.RowsAhead = -Month;
        gateway.Vendor.Jobs[0].InHistory = true;
        gateway.Vendor.Complete(gateway.Vendor.Jobs[0].Id, 1.2m);
        await gateway.UntilChargeAsync(lost.ChargeId, ChargeState.Settled);
    }

    [Fact]
    public async Task An_operator_is_told_while_the_ledgers_clock_is_ahead_and_when_it_is_no_more()
    {
        var gateway = await StartAsync();
        await gateway.BuyAsync();
        Clock(gateway).Correct(TimeSpan.FromMinutes(10));
        await gateway.BuyAsync(Bodies.Video("while it is ahead"));
        Assert.False(Logged(gateway, 4110));
        Clock(gateway).Correct(-TimeSpan.FromMinutes(10));
        await gateway.UntilAsync(() => Task.FromResult(Logged(gateway, 4110)), "it is told", TimeSpan.FromSeconds(10));
        await gateway.UntilAsync(() => Task.FromResult(Logged(gateway, 4111)), "it has caught up", TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Nothing_is_forgotten_early_because_the_clock_jumped_and_everything_in_its_time()
    {
        var gateway = await StartAsync(settings => settings.Set("Ledger:KeepDetailsFor", "4.00:00:00"));
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        Clock(gateway).Leap(TimeSpan.FromMinutes(50));
        Clock(gateway).Correct(Month);
        Clock(gateway).Leap(TimeSpan.FromMinutes(30));
        await PolledByPersonAsync(gateway, submitted);
        Clock(gateway).Correct(-Month);
        Clock(gateway).Leap(TimeSpan.FromDays(3));
        await PolledByPersonAsync(gateway, submitted);
        Clock(gateway).Leap(TimeSpan.FromDays(2));
        var views = gateway.App.Services.GetRequiredService<ILedgerViews>();
        await gateway.UntilAsync(async () => await views.FindAsync(new ChargeId(submitted.ChargeId), CancellationToken.None) is null, "it is forgotten");
        Assert.Equal(404, (await gateway.GetAsync($"/gateway/v1/charges/{submitted.ChargeId}")).Status);
        var ever = new Budget(BudgetScope.Company, "ever", BudgetPeriod.Total, Usd.FromDollars(9));
        Assert.Equal(Usd.FromDollars(1.2m), Assert.Single(await views.BudgetsAsync([ever], CancellationToken.None)).Settled);
    }

    private static async Task PolledByPersonAsync(GatewayFixture gateway, Answer submitted) =>
        Assert.Equal(200, (await gateway.GetAsync($"/gateway/v1/charges/{submitted.ChargeId}")).Status);
}
