using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Gateway.Tests.Servers;
using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Faults;

/// <summary>A gateway that is asked to end takes nothing more, and finishes what it has begun.</summary>
public sealed class ShutdownTests : IAsyncLifetime
{
    private const string Name = "order rich.0.1.";
    private readonly Witness _witness = new();
    private readonly TaskCompletionSource _vendorAnswers = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private PostgresServer _postgres = null!;
    private RedisServer _redis = null!;
    private VendorStandIn _vendor = null!;
    private Replica _gateway = null!;
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _postgres = await PostgresServer.TryStartAsync(durable: false) ?? Servers.Missing<PostgresServer>(PostgresServer.WhyNot);
        _redis = await RedisServer.StartAsync();
        _vendor = await VendorStandIn.StartAsync(TimeProvider.System);
        _vendor.EverySubmit = Submits.AcceptThenAnswerAfter(_vendorAnswers.Task);
        _database = await _postgres.CreateDatabaseAsync();
        var folder = Directory.CreateTempSubdirectory("gateway-shutdown-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "appsettings.json"), Teams.Settings(raised: 0).ToJsonString());
        _gateway = new Replica(0, folder, new Dictionary<string, string>
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
            ["ATLASCLOUD_API_KEY"] = _vendor.Key,
            ["Atlas:BaseUrl"] = $"http://127.0.0.1:{_vendor.BaseUrl.Port.ToString(CultureInfo.InvariantCulture)}",
            ["ConnectionStrings:Ledger"] = _database,
            ["ConnectionStrings:Redis"] = _redis.Connection,
        }, _witness);
        await _gateway.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _gateway, _vendor, _redis, _postgres })
            if (part is not null) await part.DisposeAsync();
        if (_gateway is not null) Directory.Delete(_gateway.Folder, recursive: true);
    }

    [Fact]
    public async Task Asked_to_end_it_is_no_longer_ready_finishes_the_submit_under_way_books_it_and_ends_well()
    {
        var submit = SubmitAsync();
        await Shell.UntilAsync(() => Task.FromResult(_vendor.Jobs.Count == 1), () => "the vendor never saw the order");

        var ending = _gateway.StopAsync();
        await Shell.UntilAsync(async () => !await _gateway.IsReadyAsync(), () => "it stays ready although it was asked to end");
        Assert.False(ending.IsCompleted, "It ended while a submit was under way.");
        Assert.False(submit.IsCompleted, "The submit was given up.");

        _vendorAnswers.SetResult();
        var answer = await submit;
        await ending;
        Assert.Equal((200, _vendor.Jobs[0].Id), (answer.Status, answer.PredictionId));
        Assert.Empty(_witness.Violations);
        var charge = Assert.Single(await LedgerCharge.ReadAllAsync(_database));
        Assert.Equal(("submitted", _vendor.Jobs[0].Id, Name), (charge.State, charge.Prediction, charge.Order));
        Assert.Single(_vendor.Traffic.Submits);
    }

    private async Task<Answer> SubmitAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_gateway.Address, "/api/v1/model/generateVideo"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Teams.TokenOf(Teams.Rich));
        request.Headers.Add("X-Gateway-Tags", $"order={Name["order ".Length..]}");
        request.Content = new StringContent(Bodies.Video(Name).ToJsonString(), Encoding.UTF8, "application/json");
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromMinutes(1) };
        using var response = await client.SendAsync(request);
        return await Answer.ReadAsync(response, CancellationToken.None);
    }
}
