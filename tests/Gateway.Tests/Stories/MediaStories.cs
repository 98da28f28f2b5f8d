using System.Text.Json.Nodes;
using Gateway.Ledger;
using Gateway.Predictions;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Images and sounds: the same money path, and sometimes the work at once.</summary>
public sealed class MediaStories : Story
{
    private static Task<Answer> ImageAsync(GatewayFixture gateway, bool sync = false, string? idempotencyKey = null, string prompt = "a lighthouse") =>
        gateway.SubmitAsync(Bodies.Image(prompt, sync), operation: "generateImage", idempotencyKey: idempotencyKey);

    [Fact]
    public async Task An_image_is_priced_held_followed_and_charged()
    {
        var gateway = await StartAsync();
        var submitted = await ImageAsync(gateway);
        var held = await gateway.ChargeAsync(submitted.ChargeId);
        Assert.Equal((200, "created", "generateImage", ChargeState.Submitted), (submitted.Status, submitted.VendorStatus, held.Operation, held.State));
        Assert.Equal((Bodies.ImageUsd, Bodies.ImageUsd * 2), (Dollars(held.QuotedUsd), Dollars(held.HoldUsd)));
        gateway.Vendor.Complete(submitted.PredictionId, 0.07m);
        Assert.EndsWith(".png", Output(await gateway.PollUntilAsync(submitted.PredictionId, "completed")), StringComparison.Ordinal);
        Assert.Equal(0.07m, Dollars((await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled)).SettledUsd));
    }

    [Fact]
    public async Task A_sound_is_priced_held_followed_and_charged()
    {
        var gateway = await StartAsync(settings => settings.WithAudio());
        var submitted = await gateway.BuyAsync(Bodies.Audio(), operation: "generateAudio");
        Assert.Equal(("generateAudio", Bodies.AudioUsd), ((await gateway.ChargeAsync(submitted.ChargeId)).Operation, Dollars((await gateway.ChargeAsync(submitted.ChargeId)).HoldUsd)));
        gateway.Vendor.Complete(submitted.PredictionId, 0.09m);
        Assert.EndsWith(".wav", Output(await gateway.PollUntilAsync(submitted.PredictionId, "completed")), StringComparison.Ordinal);
        Assert.Equal(0.09m, (await gateway.BudgetAsync()).Spent);
    }

    [Theory]
    [InlineData("generateAudio", "openai/whisper-large-v3")]
    [InlineData("generateAudio", Bodies.AudioModel)]
    [InlineData("generateImage", "nobody/paints")]
    public async Task What_has_no_price_is_not_sent(string operation, string model)
    {
        var gateway = await StartAsync();
        var body = new JsonObject { ["model"] = model, ["audio"] = "https://cdn.company.example/an-hour-of-talk.wav", ["audio_url"] = "https://cdn.company.example/2.wav" };
        var answer = await gateway.SubmitAsync(body, operation: operation);
        Assert.Equal((400, "model", model), (answer.Status, answer.Member("field"), answer.Member("model")));
        Assert.Empty(gateway.Vendor.Traffic.Submits);
        Assert.Empty(await gateway.LedgerAsync());
    }

    [Theory]
    [InlineData("generateImage", Bodies.Model, "video")]
    [InlineData("generateAudio", Bodies.Model, "video")]
    [InlineData("generateAudio", Bodies.ImageModel, "image")]
    [InlineData("generateImage", Bodies.AudioModel, "audio")]
    [InlineData("generateVideo", Bodies.AudioModel, "audio")]
    public async Task A_model_is_sent_only_where_its_kind_is_made(string operation, string model, string type)
    {
        var gateway = await StartAsync(settings => settings.WithAudio());
        var answer = await gateway.SubmitAsync(new JsonObject { ["model"] = model, ["prompt"] = "x" }, operation: operation);
        Assert.Equal((400, type), (answer.Status, answer.Member("modelType")));
        Assert.Contains($"Send it to generate{char.ToUpperInvariant(type[0])}{type[1..]}.", answer.Member("detail"), StringComparison.Ordinal);
        Assert.Empty(gateway.Vendor.Traffic.Submits);
    }

    [Fact]
    public async Task An_image_in_sync_mode_brings_its_outputs_and_is_paid_at_once()
    {
        var gateway = await StartAsync();
        gateway.Vendor.DefaultPrice = 0.071m;
        var answer = await ImageAsync(gateway, sync: true);
        Assert.Equal((200, "completed", "no-store"), (answer.Status, answer.VendorStatus, answer.Header("Cache-Control")));
        Assert.EndsWith(".png", Output(answer), StringComparison.Ordinal);
        Assert.Contains(gateway.Address.Authority, answer.Json.GetProperty("data").GetProperty("urls").GetProperty("get").GetString(), StringComparison.Ordinal);

        // The clock has not moved: no look and no worker settled it.
        var charge = await gateway.ChargeAsync(answer.ChargeId);
        Assert.Equal((ChargeState.Settled, PriceSource.Vendor, answer.PredictionId), (charge.State, charge.PriceSource, charge.Prediction?.Value));
        var budget = await gateway.BudgetAsync();
        Assert.Equal((0.071m, 0m), (budget.Spent, budget.Held));
        var poll = await gateway.PollAsync(answer.PredictionId);
        Assert.Equal((answer.Text, "private"), (poll.Text, poll.Header("Cache-Control")));
        Assert.Empty(gateway.Vendor.Traffic.Polls);
        Assert.Equal(404, (await gateway.PollAsync(answer.PredictionId, "lab")).Status);
    }

    [Fact]
    public async Task A_sync_answer_without_a_price_is_paid_by_the_formula_until_the_vendors_price_comes()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.AcceptAndEnd("completed", prepare: job => (job.Price, job.PriceFrom) = (0.08m, gateway.Settings.Time.GetUtcNow().AddSeconds(20))));
        var answer = await ImageAsync(gateway, sync: true);
        var charge = await gateway.ChargeAsync(answer.ChargeId);
        Assert.Equal((ChargeState.Settled, PriceSource.Formula, Bodies.ImageUsd), (charge.State, charge.PriceSource, Dollars(charge.SettledUsd)));
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Spent == 0.08m, "the late price is booked");
        Assert.Equal("completed", (await gateway.PollAsync(answer.PredictionId)).VendorStatus);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(500)]
    public async Task A_sync_image_that_fails_costs_nothing_at_once(int status)
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.AcceptAndEnd("failed", status));
        var answer = await ImageAsync(gateway, sync: true);
        Assert.Equal((200, "failed"), (answer.Status, answer.VendorStatus));
        var charge = await gateway.ChargeAsync(answer.ChargeId);
        Assert.Equal((ChargeState.Released, ReleaseReason.Failed), (charge.State, charge.ReleaseReason));
        var budget = await gateway.BudgetAsync();
        Assert.Equal((0m, 0m), (budget.Spent, budget.Held));
        Assert.Equal("failed", (await gateway.PollAsync(answer.PredictionId)).VendorStatus);
    }

    [Fact]
    public async Task A_sync_wait_that_the_vendor_gave_up_keeps_its_hold_until_the_job_is_found()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.AcceptThenGatewayTimeout);
        var answer = await ImageAsync(gateway, sync: true);
        Assert.Equal((504, ChargeState.Unknown), (answer.Status, (await gateway.ChargeAsync(answer.ChargeId)).State));
        Assert.Equal(Bodies.ImageUsd * 2, (await gateway.BudgetAsync()).Held);
        gateway.Vendor.Complete(Assert.Single(gateway.Vendor.Jobs).Id, 0.07m);
        var charge = await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Settled);
        Assert.Equal((gateway.Vendor.Jobs[0].Id, 0.07m, true), (charge.Prediction?.Value, Dollars(charge.SettledUsd), charge.Claimed));
        Assert.Single(gateway.Vendor.Traffic.Submits);
    }

    [Fact]
    public async Task A_sync_image_may_take_longer_than_any_other_submit()
    {
        var gateway = await StartAsync();
        var (drawn, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        gateway.Vendor.NextSubmits(Submits.AcceptThenAnswerAfter(drawn.Task), Submits.AcceptThenAnswerAfter(never.Task));
        var patient = ImageAsync(gateway, sync: true);
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Jobs.Count == 1), "the job runs", TimeSpan.Zero);
        gateway.Advance(TimeSpan.FromSeconds(100));
        drawn.SetResult();
        Assert.Equal((200, "completed"), ((await patient).Status, (await patient).VendorStatus));

        var lost = ImageAsync(gateway, sync: true, prompt: "another");
        await gateway.UntilAsync(() => Task.FromResult(gateway.Vendor.Jobs.Count == 2), "the other job runs", TimeSpan.Zero);
        gateway.Advance(TimeSpan.FromSeconds(121));
        Assert.Equal(504, (await lost).Status);
        Assert.True((await gateway.UntilChargeAsync((await lost).ChargeId, ChargeState.Settled)).Claimed);
    }

    [Fact]
    public async Task The_same_idempotency_key_brings_the_outputs_again_and_buys_nothing()
    {
        var gateway = await StartAsync();
        var first = await ImageAsync(gateway, sync: true, idempotencyKey: "\"poster-1\"");
        var again = await ImageAsync(gateway, sync: true, idempotencyKey: "\"poster-1\"");
        Assert.Equal((first.Text, first.ChargeId, "true"), (again.Text, again.ChargeId, again.Header("Idempotency-Replayed")));
        Assert.Single(gateway.Vendor.Jobs);
    }

    [Fact]
    public async Task A_word_of_success_without_outputs_is_a_promise_and_not_the_work()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(call => call.JsonAsync(200, Envelope.Of(new JsonObject { ["id"] = call.Accept().Id, ["status"] = "success", ["outputs"] = new JsonArray() })));
        var answer = await ImageAsync(gateway);
        Assert.Equal(ChargeState.Submitted, (await gateway.ChargeAsync(answer.ChargeId)).State);
        gateway.Vendor.Complete(answer.PredictionId, 0.07m);
        Assert.Equal(0.07m, Dollars((await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Settled)).SettledUsd));
    }

    [Fact]
    public async Task Half_a_character_in_a_field_that_is_none_of_the_models_is_no_fault()
    {
        var gateway = await StartAsync();
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"model":"{{Bodies.ImageModel}}","prompt":"x","height":"\ud800"}""");
        var answer = await gateway.SubmitRawAsync(body, operation: "generateImage");
        Assert.Equal((200, "{}"), (answer.Status, (await gateway.ChargeAsync(answer.ChargeId)).PricedFields));
    }

    /// <summary>Remembered, and then the process ended: what the ledger kept looks like a verdict and is none yet.</summary>
    [Fact]
    public async Task A_sync_answer_that_was_remembered_and_not_booked_is_booked_by_the_worker()
    {
        var gateway = await StartAsync();
        var (ledger, cache) = (gateway.App.Services.GetRequiredService<ILedger>(), gateway.App.Services.GetRequiredService<StatusCache>());
        gateway.Vendor.NextSubmits(Submits.AcceptThenLoseReply);
        var lost = await ImageAsync(gateway, sync: true);
        var job = gateway.Vendor.Complete(gateway.Vendor.Jobs[0].Id, 0.07m);
        var kept = System.Text.Encoding.UTF8.GetBytes(Envelope.Of(Envelope.Looked(job, gateway.Vendor.BaseUrl, job.At)).ToJsonString());
        await ledger.RememberAsync(new ChargeId(lost.ChargeId), new PredictionId(job.Id), new VendorBytes("application/json", kept));
        Assert.False((await cache.FindAsync(new PredictionId(job.Id), CancellationToken.None))!.IsFinal);
        Assert.Equal(0.07m, Dollars((await gateway.UntilChargeAsync(lost.ChargeId, ChargeState.Settled)).SettledUsd));
        Assert.True(await Eventually.TrueAsync(() => cache.InMemory(new PredictionId(job.Id))!.IsFinal));
    }

    private static string Output(Answer answer) => answer.Json.GetProperty("data").GetProperty("outputs")[0].GetString()!;

    private static decimal Dollars(Usd usd) => (decimal)usd.Nanos / Usd.NanosPerDollar;
}
