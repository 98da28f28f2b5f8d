using System.Collections.Concurrent;
using Gateway.Ledger;
using Gateway.Predictions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>Ten thousand charges are open at once, the vendor takes its time for each look, and for one it never answers.</summary>
[Collection(nameof(Alone))]
public sealed class ManyOpenCharges : IAsyncLifetime
{
    private const int Charges = 10_000, NeverAnswered = 77;

    /// <summary>As shipped.</summary>
    private static readonly int MaxFollows = new PredictionsOptions().MaxFollows;

    /// <summary>64 places of 300 ms are 213 looks a second; ten thousand charges at one look a minute ask for 167.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(300);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _last = new();
    private readonly ConcurrentBag<TimeSpan> _waits = [];
    private TimeProvider _time = TimeProvider.System;
    private WebApplication _vendor = null!;
    private int _waiting, _most;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        ((Microsoft.Extensions.Configuration.IConfigurationBuilder)builder.Configuration).Add(new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource());
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _vendor = builder.Build();
        _vendor.MapGet("/api/v1/model/prediction/{id}", AnswerAsync);
        await _vendor.StartAsync();
    }

    public async ValueTask DisposeAsync() => await _vendor.DisposeAsync();

    [Fact]
    public async Task Each_is_looked_at_within_twice_its_schedule_by_few_calls_at_once_and_in_flat_memory()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings =>
            settings.Set("Atlas:BaseUrl", _vendor.Urls.First()).Unlimited("studio"));
        var time = (ManualTime)gateway.Settings.Time;
        _time = time;
        await OpenAsync(gateway.App.Services.GetRequiredService<ILedger>());

        // Past ten minutes of age a charge is looked at once a minute: from here on, everybody is due.
        time.Leap(TimeSpan.FromMinutes(11));
        foreach (var i in Enumerable.Range(0, Charges)) _last[$"p{i}"] = time.GetUtcNow();
        var memory = new List<long>();
        for (var minute = 0; minute < 3; minute++)
        {
            await PassAsync(time, TimeSpan.FromMinutes(1));
            memory.Add(GC.GetTotalMemory(forceFullCollection: true));
        }

        Assert.InRange(_most, 2, MaxFollows);
        Assert.True(_waits.Count > 2 * Charges, $"Only {_waits.Count} looks.");
        Assert.InRange(_waits.Max(), TimeSpan.Zero, TimeSpan.FromMinutes(2));
        Assert.All(_last, look => Assert.InRange(time.GetUtcNow() - look.Value, TimeSpan.Zero, TimeSpan.FromMinutes(2)));
        Assert.True(memory[^1] < memory[0] + 16 * 1024 * 1024, $"Memory grew: {string.Join(", ", memory)}");
        Assert.Empty((await gateway.CheckBooksAsync()).Differences);
        TestContext.Current.SendDiagnosticMessage($"{_waits.Count} looks, longest wait {_waits.Max()}, {_most} at once, memory {string.Join(", ", memory)}");
    }

    private static Task OpenAsync(ILedger ledger) => Task.WhenAll(Enumerable.Range(0, Charges).Select(async i =>
    {
        var request = new HoldRequest
        {
            Charge = ChargeId.New(),
            Team = new TeamId("studio"),
            Caller = new CallerId("studio/farm"),
            Operation = "generateVideo",
            Quote = new Quote("m", new Usd(1000), new Usd(1000), null, "v", []),
            Budgets = [],
            Fingerprint = new Fingerprint(new Dictionary<string, string>(), $"{i}"),
            SendTimeout = TimeSpan.FromSeconds(30),
        };
        await ledger.HoldAsync(request, CancellationToken.None);
        await ledger.RememberAsync(request.Charge, new PredictionId($"p{i}"), new VendorBytes("application/json", "{}"u8.ToArray()));
    }));

    /// <summary>Lets time pass no faster than the places are used: while any is free, the worker is given a moment to find what is due.</summary>
    private async Task PassAsync(ManualTime time, TimeSpan span)
    {
        for (var passed = TimeSpan.Zero; passed < span; passed += Latency)
        {
            for (var patience = 0; Volatile.Read(ref _waiting) < MaxFollows && patience < 4; patience++) await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            time.Advance(Latency);
        }
    }

    private async Task AnswerAsync(HttpContext http, string id)
    {
        var now = _time.GetUtcNow();
        _waits.Add(now - _last[id]);
        _last[id] = now;
        var waiting = Interlocked.Increment(ref _waiting);
        for (var seen = Volatile.Read(ref _most); waiting > seen; seen = Volatile.Read(ref _most)) Interlocked.CompareExchange(ref _most, waiting, seen);
        try
        {
            await Task.Delay(id == $"p{NeverAnswered}" ? TimeSpan.FromDays(1) : Latency, _time, http.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        await http.Response.WriteAsJsonAsync(new { code = 200, data = new { id, status = "processing" } });
    }
}
