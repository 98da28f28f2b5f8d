using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>A caller that says «this is the same order» buys once.</summary>
public sealed class IdempotencyStories : Story
{
    private const string Key = "\"order-4711\"";

    [Fact]
    public async Task The_same_order_again_gets_the_first_answer_and_buys_nothing()
    {
        var gateway = await StartAsync();
        var first = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        Assert.Null(first.Header("Idempotency-Replayed"));
        foreach (var spelling in new[] { Key, "order-4711" })
        {
            var again = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: spelling);
            Assert.Equal((200, "true"), (again.Status, again.Header("Idempotency-Replayed")));
            Assert.Equal(first.Text, again.Text);
            Assert.Equal(first.ChargeId, again.ChargeId);
        }
        Assert.Single(gateway.Vendor.Traffic.Submits);
        Assert.Single(await gateway.LedgerAsync());
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_a_contradiction_and_another_teams_key_is_its_own()
    {
        var gateway = await StartAsync();
        await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        Assert.Equal(422, (await gateway.SubmitAsync(Bodies.Video("another"), idempotencyKey: Key)).Status);
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video("another"), "lab", idempotencyKey: Key)).Status);
        Assert.Equal(2, gateway.Vendor.Traffic.Submits.Count);
    }

    [Fact]
    public async Task The_same_order_while_the_first_is_with_the_vendor_is_asked_to_wait()
    {
        var gateway = await StartAsync();
        var gate = new TaskCompletionSource();
        gateway.Vendor.NextSubmits(Submits.AcceptThenAnswerAfter(gate.Task));
        var first = gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Jobs.Count == 1), "the first is with the vendor", TimeSpan.Zero);
        var second = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        Assert.Equal(409, second.Status);
        Assert.NotNull(second.Header("Retry-After"));
        gate.SetResult();
        Assert.Equal(200, (await first).Status);
        Assert.Equal((await first).Text, (await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key)).Text);
    }

    [Fact]
    public async Task A_refused_order_leaves_its_key_free()
    {
        var gateway = await StartAsync(settings => settings.Budget("studio", "daily", "Day", 2));
        gateway.Vendor.NextSubmits(Submits.Reject(400));
        Assert.Equal(400, (await gateway.SubmitAsync(Bodies.Video("refused by the vendor"), idempotencyKey: Key)).Status);
        var blocking = await gateway.BuyAsync();
        Assert.Equal(429, (await gateway.SubmitAsync(Bodies.Video("refused by the budget"), idempotencyKey: Key)).Status);
        gateway.Vendor.Fail(blocking.PredictionId);
        await gateway.UntilChargeAsync(blocking.ChargeId, ChargeState.Released);
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video("taken"), idempotencyKey: Key)).Status);
    }

    [Fact]
    public async Task Fifty_callers_with_one_key_buy_once()
    {
        var gateway = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key)));
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { 200, 409 }));
        Assert.Single(answers.Where(answer => answer.Status == 200).Select(answer => answer.PredictionId).Distinct());
        Assert.Single(gateway.Vendor.Traffic.Submits);
        Assert.Single(await gateway.LedgerAsync());
    }

    [Fact]
    public async Task A_lost_reply_makes_the_same_order_wait_until_it_was_found_and_then_answers_it()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        var lost = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        Assert.Equal(409, (await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key)).Status);
        await gateway.UntilChargeAsync(lost.ChargeId, ChargeState.Submitted);
        var again = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        Assert.Equal((200, gateway.Vendor.Jobs[0].Id), (again.Status, again.PredictionId));
        Assert.Single(gateway.Vendor.Traffic.Submits);
    }

    [Fact]
    public async Task An_order_the_vendor_never_took_leaves_its_key_free_once_that_is_certain()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.LoseWithoutAccepting);
        var lost = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        await gateway.UntilChargeAsync(lost.ChargeId, ChargeState.Released);
        var again = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        Assert.Equal(200, again.Status);
        Assert.NotEqual(lost.ChargeId, again.ChargeId);
    }

    [Fact]
    public async Task A_key_is_forgotten_a_day_after_the_end()
    {
        var gateway = await StartAsync();
        var first = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        gateway.Vendor.Complete(first.PredictionId);
        await gateway.UntilChargeAsync(first.ChargeId, ChargeState.Settled);
        gateway.Advance(TimeSpan.FromHours(23));
        Assert.Equal("true", (await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key)).Header("Idempotency-Replayed"));
        gateway.Advance(TimeSpan.FromHours(2));
        var later = await gateway.SubmitAsync(Bodies.Video(), idempotencyKey: Key);
        Assert.NotEqual(first.ChargeId, later.ChargeId);
        Assert.Equal(2, gateway.Vendor.Traffic.Submits.Count);
    }
}
