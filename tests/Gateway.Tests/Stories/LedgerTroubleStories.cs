using Gateway.Ledger;
using Gateway.Ledger.Sqlite;
using Gateway.Ledger.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The disk is full, or the file cannot be written: nothing is bought blindly, and nothing that was bought is forgotten.</summary>
public sealed class LedgerTroubleStories : Story
{
    private const int Full = 13;
    private const int ReadOnly = 8;
    private readonly WriterHooks hooks = new();
    private volatile int trouble;

    private Task<GatewayFixture> StartWithTroubleAsync() => StartAsync(settings => settings.Services = services =>
    {
        hooks.Committing = () =>
        {
            if (trouble != 0) throw new SqliteException("The story's disk.", trouble);
        };
        services.AddSingleton(hooks);
    });

    [Theory]
    [InlineData(Full)]
    [InlineData(ReadOnly)]
    public async Task A_ledger_that_cannot_write_sends_nothing_and_is_not_ready_until_it_can(int code)
    {
        var gateway = await StartWithTroubleAsync();
        trouble = code;
        var refused = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(503, refused.Status);
        Assert.Contains("Retry-After", refused.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Empty(gateway.Vendor.Traffic.Submits);
        Assert.Equal(503, (await gateway.GetAsync("/health/ready", team: null)).Status);
        Assert.Equal(200, (await gateway.GetAsync("/health/live", team: null)).Status);
        trouble = 0;
        await gateway.UntilAsync(async () => (await gateway.GetAsync("/health/ready", team: null)).Status == 200, "ready again");
        await gateway.BuyAsync();
        Assert.Single(await gateway.LedgerAsync(), charge => charge.State == ChargeState.Submitted);
    }

    [Fact]
    public async Task A_job_the_ledger_could_not_remember_is_told_as_bought_and_remembered_once_it_can()
    {
        var gateway = await StartWithTroubleAsync();
        gateway.Vendor.OnAccept = _ => trouble = Full;
        var answer = await gateway.SubmitAsync(Bodies.Video());
        Assert.Equal(502, answer.Status);
        var charge = answer.Member("chargeId")!;
        Assert.Contains("twice", answer.Text, StringComparison.Ordinal);
        trouble = 0;
        var remembered = await gateway.UntilChargeAsync(charge, ChargeState.Submitted);
        var job = Assert.Single(gateway.Vendor.Jobs);
        Assert.Equal(job.Id, remembered.Prediction!.Value.Value);
        gateway.Vendor.Complete(job.Id);
        Assert.Equal(job.Billed, decimal.Parse((await gateway.UntilChargeAsync(charge, ChargeState.Settled)).SettledUsd.ToString(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_verdict_the_ledger_could_not_book_is_answered_and_booked_by_the_worker()
    {
        var gateway = await StartWithTroubleAsync();
        var submitted = await gateway.BuyAsync();
        gateway.Vendor.Complete(submitted.PredictionId);
        trouble = Full;
        await gateway.PollUntilAsync(submitted.PredictionId, "completed");
        Assert.Equal(ChargeState.Submitted, (await gateway.ChargeAsync(submitted.ChargeId)).State);
        trouble = 0;
        await gateway.UntilChargeAsync(submitted.ChargeId, ChargeState.Settled);
        Assert.Equal("completed", (await gateway.PollAsync(submitted.PredictionId)).VendorStatus);
    }
}
