using System.Diagnostics;
using Gateway.Atlas;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>What a trace tells of a submit: who, what, for how much and what came of it; never what was asked for in words.</summary>
internal static class SubmitSpan
{
    private const string Prediction = "gen_ai.response.id";

    /// <summary>On the request's own span, which is the one a charge remembers: refused or not, it says what was at stake.</summary>
    public static void Describe(Order order, ChargeId charge) => Describe(Activity.Current, order, charge);

    /// <summary>Around the call to the vendor.</summary>
    public static Activity? Start(Order order, ChargeId charge)
    {
        var span = GatewayTelemetry.Stage($"generate_content {order.Body.Model}", ActivityKind.Client);
        Describe(span, order, charge);
        return span;
    }

    /// <summary>What came back, on the call and on the request.</summary>
    public static SubmitReply Tell(this Activity? span, SubmitReply reply)
    {
        if (span is null) return reply;
        span.SetTag("atlas_gateway.outcome", Word(reply));
        if (reply is SubmitReply.Accepted accepted)
        {
            span.SetTag(Prediction, accepted.Prediction.Value);
            span.Parent?.SetTag(Prediction, accepted.Prediction.Value);
        }
        else span.Failed(Word(reply));
        return reply;
    }

    private static void Describe(Activity? span, Order order, ChargeId charge)
    {
        if (span is not { IsAllDataRequested: true }) return;
        span.SetTag("gen_ai.operation.name", "generate_content");
        span.SetTag("gen_ai.provider.name", "atlascloud");
        span.SetTag("gen_ai.request.model", order.Body.Model);
        if (OutputOf(order.Operation) is { } output) span.SetTag("gen_ai.output.type", output);
        span.SetTag("atlas_gateway.team", order.Caller.Team.Id.Name);
        span.SetTag("atlas_gateway.charge.id", charge.Value);
        span.SetTag("atlas_gateway.hold.usd", (double)order.Quote.HoldUsd.Nanos / Usd.NanosPerDollar);
        if (order.Quote.Tokens is { } tokens) span.SetTag("atlas_gateway.tokens", (double)tokens);
    }

    private static string? OutputOf(string operation) => operation switch
    {
        "generateVideo" => "video",
        "generateImage" => "image",
        "generateAudio" => "audio",
        _ => null,
    };

    private static string Word(SubmitReply reply) => reply switch
    {
        SubmitReply.Accepted => "accepted",
        SubmitReply.Rejected => "rejected",
        SubmitReply.AccountTrouble => "account_trouble",
        SubmitReply.NotSent => "not_sent",
        _ => "unknown",
    };
}
