using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Fuzz;

/// <summary>Whatever address is asked for: nothing but what is modelled reaches the vendor.</summary>
public sealed class PathFuzz : Story
{
    private const int RequestsASeed = 700;

    private static readonly string[] Known =
        ["/api/v1/model/generateVideo", "/api/v1/model/calculate", "/api/v1/model/uploadMedia", "/api/v1/models"];

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    public async Task No_path_is_a_fault_and_none_finds_a_way_round(int seed)
    {
        var gateway = await StartAsync(settings => settings.Unlimited("studio"));
        var requests = new RawRequests(new Random(seed), gateway.Address, GatewaySettings.TokenOf("studio"));
        var answered = 0;
        for (var i = 0; i < RequestsASeed; i++)
        {
            var line = requests.Next();
            var status = await requests.SendAsync(line);
            if (status is not null) answered++;
            Assert.False(status >= 500, $"Seed {seed}: {status} to {line}");
            Assert.True(gateway.Vendor.Traffic.UnmodelledCalls.Count == 0, $"Seed {seed}: {line} became {string.Join(", ", gateway.Vendor.Traffic.UnmodelledCalls)}");
        }
        Assert.True(answered > RequestsASeed / 2, $"Seed {seed}: only {answered} answers.");
        Assert.All(gateway.Vendor.Traffic.Requests, request => Assert.True(IsKnown(request), $"Seed {seed}: {request}"));
        Assert.Equal(gateway.Vendor.Jobs.Count, (await gateway.LedgerAsync()).Count);
    }

    /// <summary>Predictions of nobody's are not asked for, the history is the worker's own, and no query travels.</summary>
    private static bool IsKnown(VendorRequest request) => Known.Contains(request.Target) || request.Path == "/api/v1/model/history";
}
