using Gateway.Tests.Telemetry;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What an operator sees of requests in traces and logs, as it arrives over the wire.</summary>
public sealed class TraceStories(TracedGateway traced) : IClassFixture<TracedGateway>
{
    [Fact]
    public async Task A_paid_video_is_one_trace_from_the_caller_to_the_vendor()
    {
        var (answer, traceId) = await traced.SubmitAsync();
        var trace = await traced.TraceAsync(traceId);
        var server = Assert.Single(trace, span => span.Sort == SpanSort.Server);
        Assert.Equal("POST /api/v1/model/generateVideo", server.Name);
        Assert.Equal(("/api/v1/model/generateVideo", "POST", 200L, false), (server["http.route"], server["http.request.method"], server["http.response.status_code"], server.IsError));
        Assert.Null(server["error.type"]);
        foreach (var span in new[] { server, Named(trace, "generate_content " + Bodies.Model) })
        {
            Assert.Equal(("generate_content", "atlascloud", Bodies.Model), (span["gen_ai.operation.name"], span["gen_ai.provider.name"], span["gen_ai.request.model"]));
            Assert.Equal((answer.PredictionId, "video"), (span["gen_ai.response.id"], span["gen_ai.output.type"]));
            Assert.Equal(("studio", answer.ChargeId, 108_000d), (span["atlas_gateway.team"], span["atlas_gateway.charge.id"], span["atlas_gateway.tokens"]));
            Assert.InRange(Assert.IsType<double>(span["atlas_gateway.hold.usd"]), (double)Bodies.VideoUsd, (double)Bodies.RoomForFour / 4);
        }
        foreach (var stage in new[] { "identify", "price", "hold", "generate_content " + Bodies.Model, "remember" }) Assert.Equal(server.SpanId, Named(trace, stage).Parent);
        Assert.Equal("held", Named(trace, "hold")["atlas_gateway.outcome"]);
        var call = Assert.Single(trace, span => span.Scope == "System.Net.Http");
        Assert.Equal((Named(trace, "generate_content " + Bodies.Model).SpanId, SpanSort.Client), (call.Parent, call.Sort));
        Assert.Equal(7, trace.Count);
    }

    [Fact]
    public async Task The_poll_that_brings_the_verdict_settles_in_a_trace_of_its_own_that_is_linked_to_both()
    {
        var (submitted, submitTrace) = await traced.SubmitAsync();
        traced.Vendor.Complete(submitted.PredictionId, 1.18m);
        var pollTrace = "";
        for (Answer? poll = null; poll?.VendorStatus != "completed";)
            (poll, pollTrace) = await traced.SendAsync(HttpMethod.Get, $"/api/v1/model/prediction/{submitted.PredictionId}");
        var settle = await SettleOfAsync(traced, submitted.ChargeId);
        Assert.Equal("", settle.Parent);
        Assert.DoesNotContain(settle.TraceId, new[] { submitTrace, pollTrace });
        var servers = new[] { await ServerAsync(submitTrace), await ServerAsync(pollTrace) };
        Assert.Equal(servers.Select(span => span.SpanId), settle.Links);
        Assert.Equal("GET /api/v1/model/prediction/{id}", servers[1].Name);
        Assert.Equal(("settled", true, 1.18d), (settle["atlas_gateway.outcome"], settle["atlas_gateway.moved"], settle["atlas_gateway.settled.usd"]));
        Assert.Equal(("studio", submitted.PredictionId), (settle["atlas_gateway.team"], settle["gen_ai.response.id"]));
    }

    [Fact]
    public async Task A_settlement_is_kept_when_its_submit_was_whatever_the_poll_says()
    {
        var charges = new List<string>();
        foreach (var sampled in new[] { false, true })
        {
            var (submitted, _) = await traced.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString(), sampled: sampled);
            traced.Vendor.Complete(submitted.PredictionId);
            for (Answer? poll = null; poll?.VendorStatus != "completed";)
                (poll, _) = await traced.SendAsync(HttpMethod.Get, $"/api/v1/model/prediction/{submitted.PredictionId}", sampled: !sampled);
            charges.Add(submitted.ChargeId);
        }
        await SettleOfAsync(traced, charges[1]);
        // Exported in the order in which they ended.
        Assert.DoesNotContain(traced.Otlp.Spans, span => span.Name == "settle" && (string?)span["atlas_gateway.charge.id"] == charges[0]);
    }

    [Fact]
    public async Task A_collector_that_is_away_keeps_nobody_waiting()
    {
        await using var gateway = new GatewayProcess(traced.Vendor);
        gateway.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{FreePort.Next()}";
        gateway.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "50";
        await gateway.StartAsync();
        for (var i = 0; i < 5; i++) Assert.Equal(200, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString())).Status);
    }

    [Fact]
    public async Task What_the_worker_settles_is_linked_to_its_submit()
    {
        await using var alone = new TracedGateway();
        await alone.StartAsync("00:00:00.2");
        var (submitted, traceId) = await alone.SubmitAsync();
        alone.Vendor.Complete(submitted.PredictionId, 1.1m);
        var settle = await SettleOfAsync(alone, submitted.ChargeId);
        var server = Assert.Single(await alone.TraceAsync(traceId), span => span.Sort == SpanSort.Server);
        Assert.Equal(("", server.SpanId), (settle.Parent, Assert.Single(settle.Links)));
    }

    [Fact]
    public async Task A_refusal_for_want_of_budget_ends_at_the_hold_and_is_no_error()
    {
        var (_, first) = await traced.SubmitAsync(team: "poor");
        var (answer, traceId) = await traced.SubmitAsync(team: "poor");
        Assert.Equal(429, answer.Status);
        var trace = await traced.TraceAsync(traceId);
        Assert.Equal("over_budget", Named(trace, "hold")["atlas_gateway.outcome"]);
        var server = Assert.Single(trace, span => span.Sort == SpanSort.Server);
        Assert.Equal((429L, "poor", false), (server["http.response.status_code"], server["atlas_gateway.team"], server.IsError));
        Assert.DoesNotContain(trace, span => span.Sort == SpanSort.Client);
        Assert.NotEqual(first, traceId);
    }

    [Theory]
    [InlineData(nameof(Submits.BadGatewayWithoutAccepting), "unknown", 502)]
    [InlineData(nameof(Submits.AcceptThenLoseReply), "unknown", 502)]
    public async Task A_lost_reply_is_an_error_of_the_call_and_the_log_line_about_it_is_found_by_the_trace(string how, string outcome, int status)
    {
        traced.Vendor.NextSubmits(typeof(Submits).GetMethod(how)!.CreateDelegate<SubmitStep>());
        var (answer, traceId) = await traced.SubmitAsync();
        Assert.Equal(status, answer.Status);
        var trace = await traced.TraceAsync(traceId);
        var call = Named(trace, "generate_content " + Bodies.Model);
        Assert.Equal((outcome, outcome, true), (call["atlas_gateway.outcome"], call["error.type"], call.IsError));
        var server = Assert.Single(trace, span => span.Sort == SpanSort.Server);
        Assert.Equal(((long)status, $"{status}", true), (server["http.response.status_code"], server["error.type"], server.IsError));
        var line = await traced.Otlp.UntilAsync(otlp => otlp.Logs.FirstOrDefault(log => log.TraceId == traceId && log.Category == "Gateway.Predictions.Remembering"), "the warning");
        Assert.Equal(13, line.Severity);
        Assert.Equal(answer.ChargeId, line.Attributes["Charge"]);
        Assert.Equal(traceId, answer.Member("traceId"));
    }

    [Fact]
    public async Task A_request_of_a_caller_that_traces_nothing_is_a_trace_of_its_own()
    {
        var before = traced.Otlp.Spans.Select(span => span.SpanId).ToHashSet();
        for (var i = 0; i < 2; i++) Assert.Equal(200, (await traced.Gateway.SendAsync(HttpMethod.Get, "/gateway/v1/budgets")).Status);
        var servers = await traced.Otlp.UntilAsync(
            otlp => otlp.Spans.Where(span => span.Name == "GET /gateway/v1/budgets" && !before.Contains(span.SpanId)).ToList() is { Count: >= 2 } both ? both : null, "two spans");
        Assert.Equal(2, servers.Select(span => span.TraceId).Distinct().Count());
        Assert.All(servers, span => Assert.Equal("", span.Parent));
    }

    [Fact]
    public async Task The_sender_says_who_it_is_and_probes_leave_no_trace()
    {
        Assert.Equal(200, (await traced.SendAsync(HttpMethod.Get, "/health/ready")).Answer.Status);
        var (_, traceId) = await traced.SendAsync(HttpMethod.Get, "/gateway/v1/budgets");
        await traced.TraceAsync(traceId);
        Assert.Equal(("atlas-gateway", "story"), (traced.Otlp.Resource["service.name"], traced.Otlp.Resource["deployment.environment.name"]));
        Assert.DoesNotContain(traced.Otlp.Spans, span => span.Name.Contains("health", StringComparison.Ordinal));
    }

    private static ReceivedSpan Named(IReadOnlyList<ReceivedSpan> trace, string name) => Assert.Single(trace, span => span.Name == name);

    private async Task<ReceivedSpan> ServerAsync(string traceId) => Assert.Single(await traced.TraceAsync(traceId), span => span.Sort == SpanSort.Server);

    private static Task<ReceivedSpan> SettleOfAsync(TracedGateway gateway, string charge) => gateway.Otlp.UntilAsync(
        otlp => otlp.Spans.FirstOrDefault(span => span.Name == "settle" && (string?)span["atlas_gateway.charge.id"] == charge), $"the settlement of {charge}");
}
