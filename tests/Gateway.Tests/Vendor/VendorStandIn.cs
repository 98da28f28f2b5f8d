using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Vendor;

/// <summary>The vendor on a real socket: it does what a story tells it to, and keeps its own books of what it will bill.</summary>
internal sealed class VendorStandIn : IAsyncDisposable
{
    public const string TestKey = "apikey-test-not-a-secret-5f0c2d7e91b84a63";

    private readonly WebApplication app;
    private readonly ConcurrentQueue<SubmitStep> nextSubmits = new();
    private readonly ConcurrentQueue<PollStep> nextPolls = new();

    private VendorStandIn(WebApplication app, TimeProvider time, int seed)
    {
        this.app = app;
        Time = time;
        Books = new VendorBooks(seed);
        History = new History(Books);
    }

    public string Key => Keys[0];

    /// <summary>Good now; two of them while a key is being changed.</summary>
    public IReadOnlyList<string> Keys { get; set; } = [TestKey];
    public TimeProvider Time { get; }
    public VendorBooks Books { get; }
    public History History { get; }
    public VendorTraffic Traffic { get; } = new();
    public Uri BaseUrl => new(app.Urls.First());
    public IReadOnlyList<VendorJob> Jobs => Books.Jobs;

    /// <summary>In US dollars; what a new job costs unless <see cref="PriceOf"/> says otherwise.</summary>
    public decimal DefaultPrice { get; set; } = 1.2096m;
    public Func<VendorRequest, decimal>? PriceOf { get; set; }

    /// <summary>What happens to submits for which nothing was queued.</summary>
    public SubmitStep EverySubmit { get; set; } = Submits.Accept;

    /// <summary>What happens to looks for which nothing was queued.</summary>
    public PollStep EveryPoll { get; set; } = Polls.Look;

    /// <summary>What happens to questions for the account's balance.</summary>
    public SubmitStep EveryBalance { get; set; } = Balances.Of("125.500000");

    /// <summary>Prepares each job as it is accepted.</summary>
    public Action<VendorJob>? OnAccept { get; set; }

    public IList<string> Models { get; } = ["bytedance/seedance-2.0/text-to-video", "bytedance/seedance-2.0/image-to-video", "unheard-of/model-9"];

    public static async Task<VendorStandIn> StartAsync(TimeProvider? time = null, int seed = 1)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = "Vendor" });
        // Nothing of the gateway's own settings, which lie in the same folder.
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(200));
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var app = builder.Build();
        var vendor = new VendorStandIn(app, time ?? TimeProvider.System, seed);
        app.Run(vendor.ReceiveAsync);
        await app.StartAsync();
        return vendor;
    }

    public void NextSubmits(params SubmitStep[] steps) => Array.ForEach(steps, nextSubmits.Enqueue);

    public void NextPolls(params PollStep[] steps) => Array.ForEach(steps, nextPolls.Enqueue);

    public VendorJob Complete(string id, decimal? price = null)
    {
        var job = Job(id);
        job.Price = price ?? job.Price;
        job.Status = "completed";
        return job;
    }

    public VendorJob Fail(string id, string word = "failed", int httpStatus = 200)
    {
        var job = Job(id);
        job.VerdictHttpStatus = httpStatus;
        job.Status = word;
        return job;
    }

    public VendorJob Job(string id) => Books.Find(id) ?? throw new InvalidOperationException($"The vendor has no job {id}.");

    internal VendorJob Accept(string operation, VendorRequest request)
    {
        var job = Books.Add(operation, request, PriceOf?.Invoke(request) ?? DefaultPrice);
        OnAccept?.Invoke(job);
        return job;
    }

    internal Task SubmitAsync(VendorCall call) => (nextSubmits.TryDequeue(out var step) ? step : EverySubmit)(call);

    internal Task PollAsync(VendorCall call, string id) => (nextPolls.TryDequeue(out var step) ? step : EveryPoll)(call, Books.Find(id));

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext http)
    {
        try
        {
            var request = await ReadAsync(http);
            Traffic.Add(request);
            await AnswerAsync(new VendorCall(http, request, this));
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException or BadHttpRequestException)
        {
            // The gateway hung up; the traffic remembers the request as far as it came.
        }
    }

    private Task AnswerAsync(VendorCall call)
    {
        var route = VendorRoutes.Find(call.Request);
        if (route is null)
        {
            Traffic.AddUnmodelled(call.Request);
            return call.ErrorAsync(401, "invalid path or api key");
        }
        if (!VendorRoutes.NeedsKey(call.Request) || Keys.Any(key => call.Request.Header("Authorization") == $"Bearer {key}")) return route(call);
        Traffic.AddWrongKey(call.Request);
        return call.ErrorAsync(401, "invalid api key");
    }

    private async Task<VendorRequest> ReadAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var headers = http.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? ""))).ToList();
        return new VendorRequest(Time.GetUtcNow(), http.Request.Method, target, headers, body.ToArray());
    }
}
