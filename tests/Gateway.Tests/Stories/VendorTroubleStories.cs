using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The vendor says no, for the caller's reasons or for ours.</summary>
public sealed class VendorTroubleStories : Story
{
    private const string Secretive = "your account acct-991 balance is insufficient";

    [Theory]
    [InlineData(401, 502)]
    [InlineData(402, 503)]
    [InlineData(403, 502)]
    public async Task Trouble_with_our_account_is_ours_and_the_vendors_words_stay_here(int vendorStatus, int status)
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.Reject(vendorStatus, Secretive));
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(status, answer.Status);
        Assert.DoesNotContain("acct-991", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("balance", answer.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("insufficient", answer.Text, StringComparison.OrdinalIgnoreCase);
        await AssertReleasedAsync(gateway, answer);
    }

    [Fact]
    public async Task A_busy_vendor_is_a_503_that_says_when_to_come_back_and_costs_nothing()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.Reject(429));
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(503, answer.Status);
        Assert.NotNull(answer.Header("Retry-After"));
        await AssertReleasedAsync(gateway, answer);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(422)]
    public async Task A_refused_order_is_released_and_the_caller_reads_why(int status)
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.Reject(status, "the image's aspect is out of range"));
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(status, answer.Status);
        Assert.Contains("the image's aspect is out of range", System.Text.RegularExpressions.Regex.Unescape(answer.Member("msg") ?? ""), StringComparison.Ordinal);
        await AssertReleasedAsync(gateway, answer);
    }

    [Fact]
    public async Task A_refusal_dressed_as_success_is_a_refusal()
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.RejectUnder200(400, "the prompt is empty"));
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.InRange(answer.Status, 400, 499);
        Assert.Contains("the prompt is empty", answer.Text, StringComparison.Ordinal);
        await AssertReleasedAsync(gateway, answer);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task An_answer_that_may_hide_a_job_frees_nothing(int vendorStatus)
    {
        var gateway = await StartAsync();
        gateway.Vendor.NextSubmits(Submits.Reject(vendorStatus));
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Contains(answer.Status, new[] { 502, 504 });
        Assert.Equal(ChargeState.Unknown, (await gateway.ChargeAsync(answer.ChargeId)).State);
        Assert.True((await gateway.BudgetAsync()).Held > 0);
        await gateway.UntilChargeAsync(answer.ChargeId, ChargeState.Released);
    }

    [Fact]
    public async Task A_vendor_that_is_not_there_has_taken_nothing()
    {
        var gateway = await StartAsync(settings => settings.Set("Atlas:BaseUrl", $"http://127.0.0.1:{FreePort.Next()}"));
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(502, answer.Status);
        await AssertReleasedAsync(gateway, answer, ReleaseReason.NotSent);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(500)]
    public async Task A_vendor_that_echoes_the_key_in_errors_tells_nobody(int status)
    {
        // The end of every story looks for the key in all answers, headers and logs.
        var gateway = await StartAsync(settings => settings.LogEverything());
        gateway.Vendor.NextSubmits(Submits.RejectEchoingTheKey(status), Submits.AcceptEchoingTheKey);
        await gateway.SubmitAsync(Bodies.Video());
        var good = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(200, good.Status);
        Assert.Null(good.Header("X-Debug-Authorization"));
        gateway.Vendor.NextPolls((call, _) => Submits.RejectEchoingTheKey(500)(call));
        await gateway.PollAsync(good.PredictionId);
        gateway.Advance(TimeSpan.FromSeconds(10));
        await gateway.PollAsync(good.PredictionId);
        Assert.NotEmpty(gateway.Logs.Lines);
    }

    [Fact]
    public async Task What_the_vendor_says_about_itself_stays_with_the_gateway()
    {
        var gateway = await StartAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Advance(TimeSpan.FromSeconds(5));
        foreach (var answer in new[] { submitted, await gateway.PollAsync(submitted.PredictionId), await gateway.GetAsync("/api/v1/models") })
            foreach (var header in new[] { "Server", "Via", "Set-Cookie", "X-RateLimit-Remaining" })
                Assert.Null(answer.Header(header));
    }

    private static async Task AssertReleasedAsync(GatewayFixture gateway, Answer answer, ReleaseReason reason = ReleaseReason.Refused)
    {
        var charge = await gateway.ChargeAsync(answer.ChargeId);
        Assert.Equal((ChargeState.Released, reason), (charge.State, charge.ReleaseReason));
        var budget = await gateway.BudgetAsync();
        Assert.Equal((0m, 0m), (budget.Spent, budget.Held));
    }
}
