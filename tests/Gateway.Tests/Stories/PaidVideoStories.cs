using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>One paid video, from the order to the last cent.</summary>
public sealed class PaidVideoStories : Story
{
    [Fact]
    public async Task A_paid_video_settles_at_the_vendors_price_and_the_budget_shows_it()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        var open = await gateway.BudgetAsync();
        Assert.Equal(("daily", 50m, 0m), (open.Name, open.Limit, open.Spent));
        Assert.InRange(open.Held, Bodies.VideoUsd, Bodies.RoomForFour / 4);
        Assert.Equal(50m - open.Held, open.Remaining);
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero), open.ResetsAt);

        gateway.Vendor.Complete(submitted.PredictionId, 1.18m);
        var done = await gateway.PollUntilAsync(submitted.PredictionId, "completed");
        Assert.EndsWith(".mp4", done.Json.GetProperty("data").GetProperty("outputs")[0].GetString(), StringComparison.Ordinal);
        var charge = await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        Assert.Equal((Usd.FromDollars(1.18m), PriceSource.Vendor), (charge.SettledUsd, charge.PriceSource));
        var closed = await gateway.BudgetAsync();
        Assert.Equal((1.18m, 0m, 48.82m), (closed.Spent, closed.Held, closed.Remaining));
    }

    [Theory]
    [InlineData(nameof(Submits.Accept))]
    [InlineData(nameof(Submits.AcceptGzipped))]
    [InlineData(nameof(Submits.AcceptBare))]
    [InlineData(nameof(Submits.AcceptWithTopLevelPredictionId))]
    [InlineData(nameof(Submits.AcceptWithPredictionIdInData))]
    [InlineData(nameof(Submits.AcceptUnderA500))]
    public async Task However_the_vendor_words_its_yes_the_job_is_followed_and_charged(string how)
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(typeof(Submits).GetMethod(how)!.CreateDelegate<SubmitStep>());
        var answer = await gateway.SubmitAsync(Bodies.Video());
        var job = Assert.Single(gateway.Vendor.Jobs);
        Assert.Contains(job.Id, answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.Header("Content-Encoding"));
        gateway.Vendor.Complete(job.Id, 1.3m);
        var charge = await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Settled);
        Assert.Equal((job.Id, Usd.FromDollars(1.3m)), (charge.Prediction?.Value, charge.SettledUsd));
    }

    [Theory]
    [InlineData(PriceForm.Text, false, false)]
    [InlineData(PriceForm.Number, false, true)]
    [InlineData(PriceForm.Text, true, false)]
    internal async Task However_the_vendor_words_its_verdict_the_price_is_read(PriceForm form, bool bare, bool gzip)
    {
        var gateway = await StartAsync();
        gateway.Vendor.OnAccept = job => (job.PriceForm, job.Bare, job.Gzip) = (form, bare, gzip);
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 0.987654321m);
        var charge = await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        Assert.Equal("0.987654321", charge.SettledUsd.ToString());
        var answer = await gateway.PollAsync(submitted.PredictionId);
        Assert.Contains("\"completed\"", answer.Text, StringComparison.Ordinal);
        Assert.Null(answer.Header("Content-Encoding"));
    }

    [Theory]
    [InlineData("failed", 200)]
    [InlineData("failed", 500)]
    [InlineData("failed", 400)]
    [InlineData("canceled", 200)]
    [InlineData("expired", 200)]
    public async Task A_failed_job_is_free_under_whichever_status_it_comes_and_callers_see_a_200(string word, int httpStatus)
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Fail(submitted.PredictionId, word, httpStatus);
        var answer = await gateway.PollUntilAsync(submitted.PredictionId, word);
        Assert.Equal(200, answer.Status);
        var charge = await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Released);
        Assert.Equal(ReleaseReason.Failed, charge.ReleaseReason);
        var budget = await gateway.BudgetAsync();
        Assert.Equal((0m, 0m, 50m), (budget.Spent, budget.Held, budget.Remaining));
    }

    [Fact]
    public async Task A_failed_job_that_carries_a_price_is_charged()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Job(submitted.PredictionId).BilledThoughFailed = true;
        gateway.Vendor.Fail(submitted.PredictionId);
        var charge = await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        Assert.Equal(Usd.FromDollars(Bodies.VideoUsd), charge.SettledUsd);
    }

    [Fact]
    public async Task A_client_that_never_polls_is_charged_right()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 1.1m);
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Spent == 1.1m, "the worker settles by itself");
    }

    [Fact]
    public async Task A_missing_price_is_the_formulas_until_the_vendor_names_its_own_which_counts_once()
    {
        var gateway = await StartAsync();
        gateway.Vendor.OnAccept = job => job.PriceFrom = GatewaySettings.Start.AddSeconds(90);
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 1.25m);
        var first = await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        Assert.Equal((Usd.FromDollars(Bodies.VideoUsd), PriceSource.Formula), (first.SettledUsd, first.PriceSource));
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Spent == 1.25m, "the late price counts");
        var looks = gateway.Vendor.Job(submitted.PredictionId).Polls;
        gateway.Advance(TimeSpan.FromHours(2));
        await gateway.PollAsync(submitted.PredictionId);
        var budget = await gateway.BudgetAsync();
        Assert.Equal((1.25m, 0m), (budget.Spent, budget.Held));
        Assert.Equal(looks, gateway.Vendor.Job(submitted.PredictionId).Polls);
    }

    [Fact]
    public async Task A_job_that_finishes_after_its_timeout_is_charged_once_and_the_first_verdict_stays_the_clients()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Fail(submitted.PredictionId, "timeout");
        var answer = await gateway.PollUntilAsync(submitted.PredictionId, "timeout");
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Released);
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Spent == 1.2m, "the refund is taken back");
        gateway.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1.2m, (await gateway.BudgetAsync()).Spent);
        Assert.Equal(answer.Text, (await gateway.PollAsync(submitted.PredictionId)).Text);
    }

    [Fact]
    public async Task A_video_that_costs_more_than_was_held_is_charged_in_full_and_the_next_is_refused()
    {
        var gateway = await StartAsync(settings => settings.Budget("studio", "daily", "Day", 2));
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 2.5m);
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        var budget = await gateway.BudgetAsync();
        Assert.Equal((2.5m, 0m, 0m), (budget.Spent, budget.Held, budget.Remaining));
        Assert.Equal(429, (await gateway.SubmitAsync(Bodies.Video())).Status);
    }

    [Fact]
    public async Task A_charge_belongs_to_the_day_it_was_held_in()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Advance(TimeSpan.FromHours(14));
        gateway.Vendor.Complete(submitted.PredictionId, 1.1m);
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        var today = await gateway.BudgetAsync();
        Assert.Equal((0m, 0m), (today.Spent, today.Held));
        Assert.Equal(new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero), today.ResetsAt);
    }
}
