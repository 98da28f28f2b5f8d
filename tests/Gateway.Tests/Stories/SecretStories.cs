using Gateway.Tests.Telemetry;
using Gateway.Tests.Vendor;
using Microsoft.Data.Sqlite;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What telemetry must not tell anybody: neither the receiver what callers sent, nor the vendor that there is telemetry.</summary>
public sealed class SecretStories(TracedGateway traced) : IClassFixture<TracedGateway>
{
    private const string Prompt = "a secret campaign nobody may know of 91c7";
    private const string InAddress = "gw-test-misplaced-5d2e";

    [Fact]
    public async Task No_key_prompt_token_or_body_is_in_anything_that_is_exported()
    {
        var (bought, _) = await traced.SubmitAsync(Prompt, query: $"?api_key={InAddress}");
        Assert.Equal(200, bought.Status);
        foreach (var step in new SubmitStep[] { Submits.RejectEchoingTheKey(400), Submits.RejectEchoingTheKey(401), Submits.RejectEchoingTheKey(500), Submits.AcceptThenCutReply })
        {
            traced.Vendor.NextSubmits(step);
            await traced.SubmitAsync(Prompt);
        }
        traced.Vendor.NextPolls((call, _) => Submits.RejectEchoingTheKey(500)(call));
        await traced.SendAsync(HttpMethod.Get, $"/api/v1/model/prediction/{bought.PredictionId}?key={InAddress}");
        await traced.SendAsync(HttpMethod.Get, $"/api/v1/model/prediction/{InAddress}");
        await traced.SendAsync(HttpMethod.Get, $"/v1/{InAddress}", headers: headers => headers.TryAddWithoutValidation("baggage", $"key={InAddress}"));
        await traced.SendAsync(HttpMethod.Get, "/gateway/v1/budgets", headers: headers => headers.TryAddWithoutValidation("User-Agent", InAddress));
        await traced.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", $$"""{"model":"{{Bodies.Model}}","prompt":"{{Prompt}}","duration":"{{InAddress}}"}""");
        await traced.SendAsync(new HttpMethod(InAddress.ToUpperInvariant()), "/gateway/v1/budgets");
        var (_, exceptional) = await WithLedgerTakenAsync(() => traced.SubmitAsync(Prompt, query: $"?api_key={InAddress}"));
        var (_, last) = await traced.SendAsync(HttpMethod.Get, "/gateway/v1/budgets");
        await traced.TraceAsync(last);
        await traced.TraceAsync(exceptional);
        await traced.Otlp.UntilAsync(otlp => otlp.Logs.FirstOrDefault(log => log.Attributes.ContainsKey("exception.type")), "the exception, which the ledger tells once for all whom it refuses");
        await traced.Otlp.UntilAsync(otlp => otlp.Points.FirstOrDefault(point => point.Metric == "atlas_gateway.vendor.calls"), "metrics");

        // The scan sees what it looks through.
        Assert.Contains(traced.Otlp.Everything, payload => payload.Contains(bought.ChargeId, StringComparison.Ordinal));
        foreach (var secret in new[] { VendorStandIn.TestKey, "gw-test-", Prompt, InAddress, GatewaySettings.TokenOf("studio"), "Bearer " })
            Assert.DoesNotContain(traced.Otlp.Everything, payload => payload.Contains(secret, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_ledger_that_cannot_be_reached_is_an_error_of_the_hold_and_of_the_request()
    {
        var (answer, traceId) = await WithLedgerTakenAsync(() => traced.SubmitAsync());
        Assert.Equal(503, answer.Status);
        var trace = await traced.TraceAsync(traceId);
        Assert.Equal("Gateway.Ledger.LedgerUnavailableException", Assert.Single(trace, span => span.Name == "hold" && span.IsError)["error.type"]);
        Assert.Equal("503", Assert.Single(trace, span => span.Sort == SpanSort.Server && span.IsError)["error.type"]);
    }

    [Fact]
    public async Task The_vendor_is_told_nothing_of_our_traces()
    {
        var (submitted, traceId) = await traced.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString(), headers: headers =>
        {
            headers.TryAddWithoutValidation("tracestate", "ours=1");
            headers.TryAddWithoutValidation("baggage", "tenant=blue");
            headers.TryAddWithoutValidation("Request-Id", "|ours.1");
        });
        traced.Vendor.Complete(submitted.PredictionId);
        for (Answer? poll = null; poll?.VendorStatus != "completed";)
            (poll, _) = await traced.SendAsync(HttpMethod.Get, $"/api/v1/model/prediction/{submitted.PredictionId}");
        await traced.SendAsync(HttpMethod.Post, "/api/v1/model/calculate", Bodies.Video().ToJsonString());
        Assert.Contains(await traced.TraceAsync(traceId), span => span.Scope == "System.Net.Http");
        Assert.NotEmpty(traced.Vendor.Traffic.Submits);
        Assert.NotEmpty(traced.Vendor.Traffic.Polls);
        Assert.All(traced.Vendor.Traffic.Requests, request =>
        {
            foreach (var name in new[] { "traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context" }) Assert.Null(request.Header(name));
        });
    }

    /// <summary>Another process keeps the ledger locked meanwhile.</summary>
    private async Task<T> WithLedgerTakenAsync<T>(Func<Task<T>> act)
    {
        await using var connection = new SqliteConnection($"Data Source={traced.Gateway.Settings.LedgerPath};Pooling=False");
        await connection.OpenAsync();
        await using var taken = connection.BeginTransaction(deferred: false);
        return await act();
    }
}
