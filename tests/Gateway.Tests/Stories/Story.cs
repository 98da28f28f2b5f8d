using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>A life through the front door. Whatever it was about, the laws hold at its end.</summary>
public abstract class Story : IAsyncLifetime
{
    private readonly List<GatewayFixture> gateways = [];

    private protected async Task<GatewayFixture> StartAsync(Action<GatewaySettings>? configure = null)
    {
        var gateway = await GatewayFixture.StartAsync(configure);
        gateways.Add(gateway);
        return gateway;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        try
        {
            foreach (var gateway in gateways) await AssertLawsAsync(gateway);
        }
        finally
        {
            foreach (var gateway in gateways) await gateway.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    private static async Task AssertLawsAsync(GatewayFixture gateway)
    {
        var books = await gateway.CheckBooksAsync();
        Assert.True(books.Differences.Count == 0, "Law 10: " + string.Join(" ", books.Differences));
        var charges = await gateway.LedgerAsync();
        var forgets = (await gateway.App.Services.GetRequiredService<ILedgerViews>().ReachAsync(CancellationToken.None)).RemembersSince is not null;
        Assert.True(forgets || gateway.Vendor.Traffic.Submits.Count <= charges.Count, "Law 2: the vendor saw a submit for which nothing was held.");
        Assert.All(charges, charge => Assert.True(charge.HoldUsd > Usd.Zero, $"Law 9: {charge.Id} was sent without a price."));
        Assert.All(charges.Where(charge => charge.Prediction is not null).GroupBy(charge => charge.Prediction!.Value), owners => Assert.Single(owners));
        Assert.Empty(gateway.Vendor.Traffic.UnmodelledCalls);
        AssertKeyIsNowhere(gateway);
    }

    private static void AssertKeyIsNowhere(GatewayFixture gateway)
    {
        const string key = VendorStandIn.TestKey;
        Assert.DoesNotContain(gateway.Logs.Lines, line => line.Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Answers, answer => answer.Text.Contains(key, StringComparison.Ordinal)
            || answer.Headers.Any(header => header.Value.Contains(key, StringComparison.Ordinal)));
        Assert.All(gateway.Vendor.Traffic.Requests, request =>
        {
            Assert.DoesNotContain("gw-test-", request.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("gw-test-", request.Target, StringComparison.Ordinal);
            Assert.DoesNotContain(request.Headers, header => header.Value.Contains("gw-test-", StringComparison.Ordinal));
        });
    }
}
