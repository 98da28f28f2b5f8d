using System.Collections.Concurrent;
using Gateway.Ledger;
using Gateway.Tests.Vendor;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The whole gateway on a real socket, in front of a vendor stand-in, with a clock the story moves.</summary>
internal sealed class GatewayFixture : IAsyncDisposable
{
    /// <summary>Longest a story waits for something to come true, in real time.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly GatewaySettings settings;
    private readonly ConcurrentQueue<Answer> answers = new();

    private GatewayFixture(GatewaySettings settings, VendorStandIn vendor, WebApplication app, CapturedLogs logs)
    {
        this.settings = settings;
        Vendor = vendor;
        App = app;
        Logs = logs;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = System.Net.DecompressionMethods.None })
        {
            BaseAddress = new Uri(app.Urls.First()),
            Timeout = TimeSpan.FromSeconds(60),
        };
    }

    public VendorStandIn Vendor { get; }
    public WebApplication App { get; }
    public CapturedLogs Logs { get; }

    /// <summary>Bare: no credential, no cookies, nothing decoded.</summary>
    public HttpClient Client { get; }
    public Uri Address => Client.BaseAddress!;
    public GatewaySettings Settings => settings;
    public IReadOnlyCollection<Answer> Answers => answers;

    public static async Task<GatewayFixture> StartAsync(Action<GatewaySettings>? configure = null)
    {
        var settings = new GatewaySettings();
        configure?.Invoke(settings);
        Directory.CreateDirectory(settings.Folder);
        var vendor = await VendorStandIn.StartAsync(settings.Time);
        var (app, logs) = await RunAsync(settings, vendor);
        return new GatewayFixture(settings, vendor, app, logs);
    }

    public void Advance(TimeSpan by) => Assert.IsType<ManualTime>(settings.Time).Advance(by);

    public HttpRequestMessage Request(HttpMethod method, string target, string? team = "studio")
    {
        var request = new HttpRequestMessage(method, target);
        if (team is not null) request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + GatewaySettings.TokenOf(team));
        return request;
    }

    public async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken = default)
    {
        using var response = await Client.SendAsync(request, cancellationToken);
        var answer = await Answer.ReadAsync(response, cancellationToken);
        answers.Enqueue(answer);
        return answer;
    }

    /// <summary>Moves the clock in steps, if it is the story's own, until the condition is true.</summary>
    public async Task UntilAsync(Func<Task<bool>> condition, string what, TimeSpan? step = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < Patience, $"Never came true: {what}.");
            if (settings.Time is ManualTime manual) manual.Advance(step ?? TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>The ledger's own view, for what the front door rounds off.</summary>
    public async Task<Charge> ChargeAsync(string id) =>
        await App.Services.GetRequiredService<ILedgerViews>().FindAsync(new ChargeId(id), CancellationToken.None)
        ?? throw new InvalidOperationException($"No charge {id}.");

    /// <summary>Every charge there is, oldest first.</summary>
    public async Task<IReadOnlyList<Charge>> LedgerAsync()
    {
        var views = App.Services.GetRequiredService<ILedgerViews>();
        var all = new List<Charge>();
        for (var page = await views.ListAsync(new ChargeFilter(Limit: 500), CancellationToken.None); ;
             page = await views.ListAsync(new ChargeFilter(Before: page.Next, Limit: 500), CancellationToken.None))
        {
            all.AddRange(page.Charges);
            if (page.Next is null) break;
        }
        all.Reverse();
        return all;
    }

    public Task<BooksReport> CheckBooksAsync() => App.Services.GetRequiredService<ILedgerViews>().CheckBooksAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await App.DisposeAsync();
        await Vendor.DisposeAsync();
        Directory.Delete(settings.Folder, recursive: true);
    }

    private static async Task<(WebApplication App, CapturedLogs Logs)> RunAsync(GatewaySettings settings, VendorStandIn vendor)
    {
        var logs = new CapturedLogs();
        var app = Program.Build(Arguments(settings, vendor), builder =>
        {
            ((IConfigurationBuilder)builder.Configuration).Add(settings.Changes);
            builder.Logging.ClearProviders().AddProvider(logs);
            builder.Services.AddSingleton(settings.Time);
            settings.Services?.Invoke(builder.Services);
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(2));
        });
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            await vendor.DisposeAsync();
            throw;
        }
        return (app, logs);
    }

    private static string[] Arguments(GatewaySettings settings, VendorStandIn vendor) =>
    [
        "--environment=Production", "--urls=http://127.0.0.1:0", "--Management:Port=0",
        $"--Atlas:BaseUrl={settings.Values.GetValueOrDefault("Atlas:BaseUrl") ?? vendor.BaseUrl.GetLeftPart(UriPartial.Authority)}",
        $"--Atlas:ApiKey={vendor.Key}", $"--ConnectionStrings:Ledger=Data Source={settings.LedgerPath}",
        .. settings.Values.Where(value => value.Key != "Atlas:BaseUrl").Select(value => $"--{value.Key}={value.Value}"),
    ];
}
