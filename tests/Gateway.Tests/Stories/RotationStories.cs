using System.Text.Json;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Keys are changed while everybody works: the real binary, the real clock, files as Kubernetes mounts them.</summary>
public sealed class RotationStories : IAsyncLifetime
{
    private const int Rounds = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private VendorStandIn vendor = null!;

    public async ValueTask InitializeAsync()
    {
        vendor = await VendorStandIn.StartAsync();
        vendor.OnAccept = job => job.CompletesAtPoll = 2;
    }

    public ValueTask DisposeAsync() => vendor.DisposeAsync();

    [Fact]
    public async Task Team_keys_and_the_vendor_key_are_changed_under_load_and_no_request_fails()
    {
        await using var gateway = new GatewayProcess(vendor, WithoutTeams());
        var files = new MountedFiles(gateway.Settings.Folder);
        files.Write("appsettings.json", Teams(Token(0)));
        files.Write("atlas-key", VendorKey(0) + "\n");
        vendor.Keys = [VendorKey(0)];
        gateway.Environment["ATLASCLOUD_API_KEY"] = "";
        gateway.Environment["Atlas__ApiKeyFile"] = files.PathOf("atlas-key");
        await gateway.StartAsync();

        using var until = new CancellationTokenSource();
        var load = new RotationLoad(gateway, Token(0));
        var running = load.RunAsync(until.Token);
        for (var round = 1; round <= Rounds; round++)
        {
            await ChangeTeamKeyAsync(gateway, files, load, round);
            await ChangeVendorKeyAsync(gateway, files, load, round);
        }
        await until.CancelAsync();
        await running;

        Assert.True(load.Failures.Count == 0, $"{load.Failures.Count} of {load.Asked} failed: {load.Failures.FirstOrDefault()} {gateway.Output}");
        Assert.Equal(vendor.Jobs.Select(job => job.Id).Order(), load.Ordered.Order());
        Assert.Empty(vendor.Traffic.WrongKeyCalls);
        await UntilNothingIsOpenAsync(gateway);
        var (books, output) = await gateway.RunAsync("books", "check");
        Assert.True(books == 0, output);
        Assert.All(Enumerable.Range(0, Rounds + 1), round =>
        {
            Assert.Contains(vendor.Traffic.Submits, submit => submit.Header("Authorization") == $"Bearer {VendorKey(round)}");
            Assert.DoesNotContain(VendorKey(round), gateway.Output, StringComparison.Ordinal);
            Assert.DoesNotContain(Token(round), gateway.Output, StringComparison.Ordinal);
        });
    }

    private static async Task ChangeTeamKeyAsync(GatewayProcess gateway, MountedFiles files, RotationLoad load, int round)
    {
        files.Write("appsettings.json", Teams(Token(round - 1), Token(round)));
        await UntilAsync(gateway, async () => await StatusAsync(gateway, Token(round)) == 200, "the new team key is known");
        await load.UseAsync(Token(round));
        Assert.Equal(200, await StatusAsync(gateway, Token(round - 1)));
        files.Write("appsettings.json", Teams(Token(round)));
        await UntilAsync(gateway, async () => await StatusAsync(gateway, Token(round - 1)) == 401, "the old team key is refused");
        Assert.Equal(200, await StatusAsync(gateway, Token(round)));
    }

    private async Task ChangeVendorKeyAsync(GatewayProcess gateway, MountedFiles files, RotationLoad load, int round)
    {
        vendor.Keys = [VendorKey(round), VendorKey(round - 1)];
        files.Write("atlas-key", VendorKey(round));
        await UntilAsync(gateway, () => Task.FromResult(load.Failures.Count > 0 || LastAreSentWith(VendorKey(round))), "the vendor sees its new key");
        vendor.Keys = [VendorKey(round)];
        var ordered = load.Ordered.Count;
        await UntilAsync(gateway, () => Task.FromResult(load.Failures.Count > 0 || load.Ordered.Count >= ordered + 20), "orders go on with the new vendor key");
    }

    private bool LastAreSentWith(string key) =>
        vendor.Traffic.Requests is { Count: > 20 } requests && requests.TakeLast(20).All(request => request.Header("Authorization") == $"Bearer {key}");

    /// <summary>The team holds nothing and has spent what the vendor will bill.</summary>
    private Task UntilNothingIsOpenAsync(GatewayProcess gateway) => UntilAsync(gateway, async () =>
    {
        using var request = Request(HttpMethod.Get, Token(Rounds));
        using var response = await gateway.Client.SendAsync(request);
        var budget = BudgetView.Read(await Answer.ReadAsync(response, CancellationToken.None))[0];
        return budget.Held == 0 && budget.Spent == vendor.Jobs.Sum(job => job.Billed) && vendor.Jobs.All(job => job.IsFinal);
    }, "everything ordered is settled");

    private static async Task<int> StatusAsync(GatewayProcess gateway, string token)
    {
        using var request = Request(HttpMethod.Get, token);
        using var response = await gateway.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method, string token)
    {
        var request = new HttpRequestMessage(method, "/gateway/v1/budgets");
        request.Headers.TryAddWithoutValidation("x-api-key", token);
        return request;
    }

    private static async Task UntilAsync(GatewayProcess gateway, Func<Task<bool>> condition, string what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Never came true: {what}. {gateway.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
        }
    }

    private static string Token(int round) => $"gw-test-studio-round-{round}-7d1f";

    private static string VendorKey(int round) => $"apikey-test-not-a-secret-round-{round}-91b84a63";

    private static GatewaySettings WithoutTeams()
    {
        var settings = new GatewaySettings().RealTime();
        foreach (var key in settings.Values.Keys.Where(key => key.StartsWith("Teams:", StringComparison.Ordinal)).ToList()) settings.Values.Remove(key);
        return settings;
    }

    private static string Teams(params string[] tokens) => JsonSerializer.Serialize(new
    {
        Teams = new
        {
            studio = new
            {
                Keys = tokens.ToDictionary(token => $"key-{GatewaySettings.Sha256Of(token)[..8]}", token => new { Sha256 = GatewaySettings.Sha256Of(token) }),
                Budgets = new { daily = new { Period = "Day", LimitUsd = 1_000_000 } },
            },
        },
    });
}
