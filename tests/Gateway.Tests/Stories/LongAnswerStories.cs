using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Pictures come inside the vendor's answers, megabytes of them.</summary>
public sealed class LongAnswerStories : Story
{
    private static string Picture(int megabytes) => "data:image/png;base64," + new string('A', megabytes * 1024 * 1024);

    private static SubmitStep Ended(string output) => Submits.AcceptAndEnd("completed", prepare: job => (job.Output, job.Price) = (output, Bodies.ImageUsd));

    private Task<GatewayFixture> StartSmallAsync(string maxAnswerBytes) => StartAsync(settings => settings
        .Budget("studio", "daily", "Day", 5_000).Set("Atlas:Circuit:MinimumCalls", "4").Set("Atlas:MaxAnswerBytes", maxAnswerBytes));

    [Fact]
    public async Task A_picture_of_five_megabytes_reaches_its_caller_whole_and_is_settled()
    {
        var gateway = await StartSmallAsync("67108864");
        var picture = Picture(5);
        gateway.Vendor.NextSubmits(Ended(picture));
        var answer = await gateway.SubmitAsync(Bodies.Image(sync: true), operation: "generateImage");
        Assert.Equal(200, answer.Status);
        Assert.Contains(picture, answer.Text, StringComparison.Ordinal);
        await gateway.UntilAsync(async () => (await gateway.LedgerAsync()).All(charge => charge.State == ChargeState.Settled), "it is settled");
        Assert.Equal(Bodies.ImageUsd, (await gateway.BudgetAsync()).Spent);
    }

    [Fact]
    public async Task Answers_that_are_too_long_still_name_the_job_settle_it_and_close_the_way_to_nobody()
    {
        var gateway = await StartSmallAsync("1048576");
        gateway.Vendor.EverySubmit = Ended(Picture(2));
        for (var i = 0; i < 12; i++)
        {
            var answer = await gateway.SubmitAsync(Bodies.Image($"picture {i}", sync: true), operation: "generateImage");
            Assert.Equal((200, "completed", true), (answer.Status, answer.VendorStatus, gateway.Vendor.Jobs.Any(job => job.Id == answer.PredictionId)));
        }
        await gateway.UntilAsync(async () => (await gateway.LedgerAsync()).All(charge => charge.State == ChargeState.Settled), "all are settled");
        Assert.DoesNotContain(gateway.Logs.Lines, line => line.Contains(" 5020 ", StringComparison.Ordinal));
    }
}
