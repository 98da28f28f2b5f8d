using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The vendor is down: it is left alone for a while, and callers are told so at once.</summary>
public sealed class CircuitStories : Story
{
    private const int CallsThatOpen = 4;
    private static readonly TimeSpan Break = TimeSpan.FromSeconds(15);

    private Task<GatewayFixture> StartWithCircuitAsync(Action<GatewaySettings>? more = null) => StartAsync(settings =>
    {
        settings.Budget("studio", "daily", "Day", 5_000)
            .Set("Atlas:Circuit:MinimumCalls", $"{CallsThatOpen}").Set("Atlas:Circuit:FailureRatio", "0.5").Set("Atlas:Circuit:Window", "00:01:00").Set("Atlas:Circuit:Break", $"{Break}");
        more?.Invoke(settings);
    });

    private static async Task BreakSubmitsAsync(GatewayFixture gateway)
    {
        gateway.Vendor.EverySubmit = Submits.BadGatewayWithoutAccepting;
        for (var i = 0; i < CallsThatOpen; i++) Assert.Equal(502, (await gateway.SubmitAsync(Bodies.Video($"in vain {i}"))).Status);
    }

    [Fact]
    public async Task Submits_to_a_vendor_that_is_down_are_refused_at_once_and_nothing_is_held_or_sent()
    {
        var gateway = await StartWithCircuitAsync();
        await BreakSubmitsAsync(gateway);
        var (sent, charges, held) = (gateway.Vendor.Traffic.Submits.Count, (await gateway.LedgerAsync()).Count, (await gateway.BudgetAsync()).Held);
        gateway.Advance(TimeSpan.FromSeconds(0.5));
        for (var i = 0; i < 20; i++)
        {
            var refused = await gateway.SubmitAsync(Bodies.Video());
            Assert.Equal((503, "15", null), (refused.Status, refused.Header("Retry-After"), refused.Member("chargeId")));
        }
        Assert.Equal((sent, charges, held), (gateway.Vendor.Traffic.Submits.Count, (await gateway.LedgerAsync()).Count, (await gateway.BudgetAsync()).Held));

        // It is the way to submit that is closed, and no other.
        Assert.Equal(200, (await gateway.GetAsync("/api/v1/models")).Status);
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Held == 0, "the lost submits are looked up in the history and released");
    }

    [Fact]
    public async Task A_body_is_not_read_while_the_circuit_is_open()
    {
        var gateway = await StartWithCircuitAsync();
        await BreakSubmitsAsync(gateway);
        Assert.Equal(503, (await gateway.SubmitRawAsync("no json at all"u8.ToArray())).Status);
        Assert.Equal(401, (await gateway.SubmitAsync(Bodies.Video(), team: null)).Status);
    }

    [Fact]
    public async Task An_order_that_was_answered_is_answered_again_while_the_vendor_is_down()
    {
        var gateway = await StartWithCircuitAsync();
        var first = await gateway.SubmitAsync(Bodies.Video("known"), idempotencyKey: "order-1");
        // The first call was answered well, and counts among those that open the circuit.
        gateway.Vendor.EverySubmit = Submits.BadGatewayWithoutAccepting;
        for (var i = 1; i < CallsThatOpen; i++) Assert.Equal(502, (await gateway.SubmitAsync(Bodies.Video($"in vain {i}"))).Status);
        Assert.Equal(503, (await gateway.SubmitAsync(Bodies.Video("known"))).Status);
        var sent = gateway.Vendor.Traffic.Submits.Count;
        var again = await gateway.SubmitAsync(Bodies.Video("known"), idempotencyKey: "order-1");
        Assert.Equal((200, "true", first.ChargeId), (again.Status, again.Header("Idempotency-Replayed"), again.ChargeId));
        Assert.Equal(503, (await gateway.SubmitAsync(Bodies.Video("new"), idempotencyKey: "order-2")).Status);
        Assert.Equal(sent, gateway.Vendor.Traffic.Submits.Count);
    }

    [Fact]
    public async Task After_the_break_exactly_one_submit_tries_and_opens_the_way_for_all()
    {
        var gateway = await StartWithCircuitAsync();
        using var gauges = new Gauges(gateway);
        Assert.Equal(0, gauges.Read("circuit", "generateVideo"));
        await BreakSubmitsAsync(gateway);
        Assert.Equal((2d, 0d, 0d), (gauges.Read("circuit", "generateVideo"), gauges.Read("circuit", "generateImage"), gauges.Read("circuit", "prediction")));
        var sent = gateway.Vendor.Traffic.Submits.Count;
        var gate = new TaskCompletionSource();
        gateway.Vendor.EverySubmit = Submits.AcceptThenAnswerAfter(gate.Task);
        gateway.Advance(Break);
        var trying = gateway.SubmitAsync(Bodies.Video("the one that tries"));
        Assert.True(await Eventually.TrueAsync(() => gateway.Vendor.Traffic.Submits.Count == sent + 1));
        Assert.Equal(1, gauges.Read("circuit", "generateVideo"));
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => gateway.SubmitAsync(Bodies.Video($"other {i}"))));
        Assert.All(others, other => Assert.Equal((503, true), (other.Status, other.Header("Retry-After") is not null)));
        Assert.Equal(sent + 1, gateway.Vendor.Traffic.Submits.Count);
        gate.SetResult();
        Assert.Equal(200, (await trying).Status);
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video("all are welcome"))).Status);
        Assert.Equal(0, gauges.Read("circuit", "generateVideo"));
    }

    [Fact]
    public async Task A_long_outage_is_told_once_and_its_end_once()
    {
        var gateway = await StartWithCircuitAsync();
        await BreakSubmitsAsync(gateway);
        for (var i = 0; i < 5; i++)
        {
            gateway.Advance(Break);
            Assert.Equal(502, (await gateway.SubmitAsync(Bodies.Video($"tries {i}"))).Status);
            Assert.Equal(503, (await gateway.SubmitAsync(Bodies.Video())).Status);
        }
        gateway.Vendor.EverySubmit = Submits.Accept;
        gateway.Advance(Break);
        await gateway.BuyAsync();
        Assert.Equal(CallsThatOpen + 6, gateway.Vendor.Traffic.Submits.Count);
        Assert.Single(gateway.Logs.Lines, line => line.Contains(" 5020 ", StringComparison.Ordinal) && line.StartsWith("Warning", StringComparison.Ordinal));
        Assert.Single(gateway.Logs.Lines, line => line.Contains(" 5023 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Polls_live_on_from_memory_and_the_worker_rests_while_looks_fail()
    {
        // One look at a time, so that none is under way when the circuit opens.
        var gateway = await StartWithCircuitAsync(settings => settings.Set("Predictions:MaxFollows", "1"));
        var jobs = new List<Answer>();
        for (var i = 0; i < 12; i++) jobs.Add(await gateway.BuyAsync(Bodies.Video($"film {i}")));
        gateway.Vendor.EveryPoll = Polls.BadGateway;
        using var gauges = new Gauges(gateway);
        await gateway.UntilAsync(() => Task.FromResult(gauges.Read("circuit", "prediction") == 2), "the circuit of looks is open");
        var looks = gateway.Vendor.Traffic.Polls.Count;
        foreach (var step in Enumerable.Range(0, 10))
        {
            gateway.Advance(TimeSpan.FromSeconds(1));
            foreach (var job in jobs)
            {
                var poll = await gateway.PollAsync(job.PredictionId);
                Assert.Equal((200, "created"), (poll.Status, poll.VendorStatus));
            }
        }
        Assert.Equal(looks, gateway.Vendor.Traffic.Polls.Count);
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Video("submits go on"))).Status);

        // Ten minutes of it: one look for each break, whatever is open.
        await PassAsync(gateway, TimeSpan.FromMinutes(10));
        Assert.InRange(gateway.Vendor.Traffic.Polls.Count - looks, 1, (int)(TimeSpan.FromMinutes(10) / Break) + 2);
        gateway.Vendor.EveryPoll = Polls.Look;
        foreach (var job in gateway.Vendor.Jobs) gateway.Vendor.Complete(job.Id);
        await gateway.UntilAsync(async () => (await gateway.LedgerAsync()).All(charge => charge.State == ChargeState.Settled), "all are settled");
    }

    [Fact]
    public async Task Verdicts_that_come_as_500_are_answers_and_no_trouble()
    {
        var gateway = await StartWithCircuitAsync();
        for (var i = 0; i < 20; i++) gateway.Vendor.Fail((await gateway.BuyAsync(Bodies.Video($"film {i}"))).PredictionId, httpStatus: i % 2 == 0 ? 500 : 400);
        await gateway.UntilAsync(async () => (await gateway.LedgerAsync()).All(charge => charge.State == ChargeState.Released), "all are released");
        Assert.DoesNotContain(gateway.Logs.Lines, line => line.Contains(" 5020 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(402)]
    [InlineData(422)]
    [InlineData(429)]
    public async Task What_the_vendor_refuses_opens_nothing(int status)
    {
        var gateway = await StartWithCircuitAsync(settings => settings.Set("Predictions:Turns:StartPerSecond", "5000").Set("Predictions:Turns:FullPerSecond", "5001"));
        gateway.Vendor.EverySubmit = Submits.Reject(status);
        for (var i = 0; i < 3 * CallsThatOpen; i++)
        {
            await gateway.SubmitAsync(Bodies.Video());
            gateway.Advance(TimeSpan.FromSeconds(1));
        }
        Assert.Equal(3 * CallsThatOpen, gateway.Vendor.Traffic.Submits.Count);
    }

    [Fact]
    public async Task Work_that_takes_longer_than_the_wait_for_it_is_no_trouble_of_the_vendor()
    {
        var gateway = await StartWithCircuitAsync();
        gateway.Vendor.EverySubmit = Submits.AcceptThenGatewayTimeout;
        for (var i = 0; i < 3 * CallsThatOpen; i++)
            Assert.Equal(504, (await gateway.SubmitAsync(Bodies.Image($"slow {i}", sync: true), operation: "generateImage")).Status);
        gateway.Vendor.EverySubmit = Submits.Accept;
        Assert.Equal(200, (await gateway.SubmitAsync(Bodies.Image(), operation: "generateImage")).Status);
    }

    [Fact]
    public async Task Two_hundred_callers_at_once_while_it_opens_leave_no_hold_behind()
    {
        var gateway = await StartWithCircuitAsync();
        gateway.Vendor.EverySubmit = Submits.LoseWithoutAccepting;
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => gateway.SubmitAsync(Bodies.Video($"film {i}"))));
        Assert.All(answers, answer => Assert.True(answer.Status is 502 or 503, answer.ToString()));
        var charges = await gateway.LedgerAsync();
        Assert.All(charges, charge => Assert.True(charge.State == ChargeState.Unknown || charge.ReleaseReason == ReleaseReason.NotSent, $"{charge.State} {charge.ReleaseReason}"));
        Assert.Equal(gateway.Vendor.Traffic.Submits.Count, charges.Count(charge => charge.State == ChargeState.Unknown));
        Assert.Equal(503, (await gateway.SubmitAsync(Bodies.Video())).Status);
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Held == 0, "nothing is held");
        Assert.Equal(0m, (await gateway.BudgetAsync()).Spent);
    }

    [Fact]
    public async Task Two_hundred_callers_at_the_end_of_a_break_send_one_submit_and_only_its_money_stays_held()
    {
        var gateway = await StartWithCircuitAsync();
        await BreakSubmitsAsync(gateway);
        await gateway.UntilAsync(async () => (await gateway.BudgetAsync()).Held == 0, "the lost submits are released");
        var sent = gateway.Vendor.Traffic.Submits.Count;
        var gate = new TaskCompletionSource();
        gateway.Vendor.EverySubmit = Submits.AcceptThenAnswerAfter(gate.Task);
        gateway.Advance(Break);
        var asking = Enumerable.Range(0, 200).Select(i => gateway.SubmitAsync(Bodies.Video($"film {i}"))).ToList();
        Assert.True(await Eventually.TrueAsync(() => asking.Count(one => one.IsCompleted) == 199));
        gate.SetResult();
        var answers = await Task.WhenAll(asking);
        Assert.Equal((1, 199), (answers.Count(answer => answer.Status == 200), answers.Count(answer => answer.Status == 503 && answer.Header("Retry-After") is not null)));
        Assert.Equal(sent + 1, gateway.Vendor.Traffic.Submits.Count);
        Assert.Single(await gateway.LedgerAsync(), charge => charge.IsOpen);
        var budget = await gateway.BudgetAsync();
        Assert.InRange(budget.Held, Bodies.VideoUsd, Bodies.VideoUsd * 1.1m);
    }

    private static async Task PassAsync(GatewayFixture gateway, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            gateway.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, TestContext.Current.CancellationToken);
        }
    }
}
