using Gateway.Ledger;
using Gateway.Predictions;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What a vendor that is careless with its answers, and a person who is quick with decisions, must not bring about.</summary>
public sealed class SecondLookStories : Story
{
    private const string Key = "\"order-4711\"";

    [Fact]
    public async Task A_total_that_counts_one_page_only_proves_no_absence()
    {
        var gateway = await StartAsync();
        (gateway.Vendor.History.MaxSize, gateway.Vendor.History.TotalsOnePage) = (1, true);
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        var lost = await gateway.SubmitAsync(Bodies.Video());
        for (var i = 0; i < 3; i++) await gateway.BuyAsync(Bodies.Video($"other {i}"), "lab");
        var charge = await gateway.UntilChargeAsync(lost.ChargeId, ChargeState.Submitted);
        Assert.Equal(gateway.Vendor.Jobs[0].Id, charge.Prediction?.Value);
    }

    [Fact]
    public async Task A_job_of_which_nothing_can_be_read_for_a_day_is_left_to_a_person()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.EveryPoll = (call, _) => call.JsonAsync(200, "nothing a machine can read");
        await gateway.UntilAsync(async () => (await gateway.ChargeAsync(submitted.ChargeId)).State == ChargeState.Review, "a person is asked", TimeSpan.FromMinutes(10));
        Assert.True(gateway.Settings.Time.GetUtcNow() - GatewaySettings.Start > TimeSpan.FromHours(24));
        gateway.Vendor.EveryPoll = Polls.Look;
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        await gateway.UntilAsync(async () => (await gateway.ChargeAsync(submitted.ChargeId)).State == ChargeState.Settled, "a verdict decides all the same", TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task A_verdict_too_long_to_keep_stands_also_when_memory_is_lost()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId, 1.2m);
        gateway.Vendor.NextPolls(async (call, job) =>
        {
            var body = Envelope.Looked(job!, call.Vendor.BaseUrl, call.Vendor.Time.GetUtcNow());
            body["logs"] = new string('x', 2 * VendorBytes.MaxKept);
            await call.JsonAsync(200, Envelope.Of(body));
        });
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        gateway.Vendor.Fail(submitted.PredictionId, httpStatus: 500);
        await gateway.App.Services.GetRequiredService<StatusCache>().ForgetAsync(new PredictionId(submitted.PredictionId));
        var polled = await gateway.PollAsync(submitted.PredictionId);
        Assert.Equal((200, "completed"), (polled.Status, polled.VendorStatus));
        Assert.Contains("outputs", polled.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_decides_about_an_order_while_the_vendor_still_thinks_about_it()
    {
        var gateway = await StartAsync();
        var gate = new TaskCompletionSource();
        gateway.Vendor.NextSubmits(Submits.AcceptThenAnswerAfter(gate.Task));
        var order = gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Jobs.Count == 1), "it is with the vendor", TimeSpan.Zero);
        var charge = Assert.Single(await gateway.LedgerAsync());
        var ledger = gateway.App.Services.GetRequiredService<ILedger>();
        Assert.False(await ledger.ResolveAsync(charge.Id, null, new OperatorNote("oncall", "too quick")));
        gate.SetResult();
        Assert.Equal(200, (await order).Status);
        Assert.True(await ledger.ResolveAsync(charge.Id, new Usd(1), new OperatorNote("oncall", "in time")));
    }

    [Fact]
    public async Task A_key_whose_order_an_operator_ended_says_so_and_does_not_ask_to_wait()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting);
        var lost = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        var ledger = gateway.App.Services.GetRequiredService<ILedger>();
        Assert.True(await ledger.ResolveAsync(new ChargeId(lost.ChargeId), new Usd(300_000_000), new OperatorNote("oncall", "the vendor's invoice")));
        var again = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        Assert.Equal((409, null), (again.Status, again.Header("Retry-After")));
        Assert.Contains("operator", again.Text, StringComparison.Ordinal);
        Assert.Single(gateway.Vendor.Traffic.Submits);
    }
}
