using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Holds that end too early, or never.</summary>
public sealed class PatienceStories : Story
{
    private static ManualTime Clock(GatewayFixture gateway) => (ManualTime)gateway.Settings.Time;

    private static async Task PassAsync(GatewayFixture gateway, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            gateway.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task One_look_that_fails_after_a_long_sleep_does_not_leave_a_finished_job_to_a_person()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        gateway.Vendor.NextPolls(Polls.BadGateway);
        Clock(gateway).Leap(TimeSpan.FromHours(25));
        await gateway.UntilAsync(async () => (await gateway.ChargeAsync(submitted.ChargeId)).State != ChargeState.Submitted, "it moved");
        Assert.Equal(ChargeState.Settled, (await gateway.ChargeAsync(submitted.ChargeId)).State);
    }

    [Fact]
    public async Task A_poll_interval_of_days_still_lets_the_worker_settle()
    {
        var gateway = await StartAsync(settings => settings.Set("Predictions:PollInterval", "2.00:00:00"));
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        await PassAsync(gateway, 60);
        Clock(gateway).Leap(TimeSpan.FromHours(25));
        await gateway.UntilAsync(async () => (await gateway.ChargeAsync(submitted.ChargeId)).State != ChargeState.Submitted, "it moved");
        Assert.Equal((ChargeState.Settled, 1), ((await gateway.ChargeAsync(submitted.ChargeId)).State, gateway.Vendor.Traffic.Polls.Count));
    }

    [Fact]
    public async Task A_clock_that_was_ahead_for_a_while_does_not_stop_the_worker()
    {
        var gateway = await StartAsync();
        Clock(gateway).Leap(TimeSpan.FromDays(1));
        await gateway.BuyAsync();
        Clock(gateway).SetUtcNow(Clock(gateway).GetUtcNow() - TimeSpan.FromDays(1));
        var submitted = await gateway.BuyAsync(Bodies.Video("another"));
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        await PassAsync(gateway, 300);
        Assert.Equal((ChargeState.Settled, true), ((await gateway.ChargeAsync(submitted.ChargeId)).State, gateway.Vendor.Traffic.Polls.Count > 0));
    }

    [Fact]
    public async Task An_empty_page_of_history_is_no_proof_while_the_total_says_there_is_more()
    {
        var gateway = await StartAsync();
        (gateway.Vendor.History.MaxSize, gateway.Vendor.History.LastPage) = (2, 1);
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        var lost = await gateway.SubmitAsync(Bodies.Video());
        for (var i = 0; i < 3; i++) await gateway.BuyAsync(Bodies.Video($"other {i}"), "lab");
        await PassAsync(gateway, 60);
        Assert.Equal(ChargeState.Unknown, (await gateway.ChargeAsync(lost.ChargeId)).State);
    }

    [Fact]
    public async Task A_job_with_the_very_same_body_is_not_taken_for_absent_because_the_clock_was_corrected_meanwhile()
    {
        var gateway = await StartAsync();
        gateway.Vendor.History.RowsAhead = TimeSpan.FromMinutes(10);
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        var lost = await gateway.SubmitAsync(Bodies.Video());
        Clock(gateway).Leap(TimeSpan.FromMinutes(10));
        await PassAsync(gateway, 120);
        var charge = await gateway.ChargeAsync(lost.ChargeId);
        Assert.NotEqual((ChargeState.Released, ReleaseReason.Absent), (charge.State, charge.ReleaseReason));
    }

    [Fact]
    public async Task A_lost_reply_that_the_ledger_could_not_note_is_left_to_a_person_after_a_day_like_any_other()
    {
        var gateway = await StartAsync(settings => settings.Set("Ledger:BusyTimeout", "00:00:00.2").Set("Teams:studio:MaxInFlight", "1"));
        using var other = new SqliteConnection($"Data Source={gateway.Settings.LedgerPath};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        gateway.Vendor.History.FailNextPages(int.MaxValue);
        gateway.Vendor.NextSubmits(call =>
        {
            Run(other, "BEGIN IMMEDIATE");
            call.Lose();
            return Task.CompletedTask;
        });
        var lost = await gateway.SubmitAsync(Bodies.Video());
        Run(other, "ROLLBACK");
        Assert.Equal(502, lost.Status);
        await PassAsync(gateway, 60);
        var after = await gateway.SubmitAsync(Bodies.Video("the next"));
        Clock(gateway).Leap(TimeSpan.FromHours(25));
        await PassAsync(gateway, 120);
        Assert.Equal((200, ChargeState.Review), (after.Status, (await gateway.ChargeAsync(lost.ChargeId)).State));
    }

    [Fact]
    public async Task A_refusal_that_the_ledger_could_not_note_is_noted_when_it_is_back()
    {
        var gateway = await StartAsync(settings => settings.Set("Ledger:BusyTimeout", "00:00:00.2").Set("Predictions:AbsentAfter", "01:00:00").Set("Teams:studio:MaxInFlight", "1"));
        using var other = new SqliteConnection($"Data Source={gateway.Settings.LedgerPath};Pooling=False");
        await other.OpenAsync(TestContext.Current.CancellationToken);
        gateway.Vendor.NextSubmits(call =>
        {
            Run(other, "BEGIN IMMEDIATE");
            return Submits.Reject(400)(call);
        });
        var refused = await gateway.SubmitAsync(Bodies.Video());
        Run(other, "ROLLBACK");
        Assert.Equal(400, refused.Status);
        await PassAsync(gateway, 120);
        Assert.Equal((ChargeState.Released, 200), ((await gateway.ChargeAsync(refused.ChargeId)).State, (await gateway.SubmitAsync(Bodies.Video("the next"))).Status));
    }

    /// <summary>A hundred pages of one row here are a hundred pages of a hundred rows there: a busy day.</summary>
    [Fact]
    public async Task A_charge_released_hours_ago_does_not_keep_a_new_one_from_its_end()
    {
        var gateway = await StartAsync(settings => settings.Unlimited("lab"));
        gateway.Vendor.History.MaxSize = 1;
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting);
        await gateway.UntilChargeAsync((await gateway.SubmitAsync(Bodies.Video())).ChargeId, ChargeState.Released);
        for (var i = 0; i < 101; i++) await gateway.BuyAsync(Bodies.Video($"other {i}"), "lab");
        foreach (var job in gateway.Vendor.Jobs) gateway.Vendor.Complete(job.Id);
        Clock(gateway).Leap(TimeSpan.FromHours(3));
        await PassAsync(gateway, 30);
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting);
        var second = await gateway.SubmitAsync(Bodies.Video("the second"));
        await PassAsync(gateway, 120);
        Assert.Equal(ChargeState.Released, (await gateway.ChargeAsync(second.ChargeId)).State);
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
