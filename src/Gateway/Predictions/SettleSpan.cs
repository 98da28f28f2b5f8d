using System.Diagnostics;
using Gateway.Ledger;
using Gateway.Telemetry;

namespace Gateway.Predictions;

/// <summary>
/// What a trace tells of a settlement. It may come minutes after the submit and in another process, so it is a trace of its own, linked
/// to the submit, and to whoever's poll brought the verdict.
/// </summary>
internal static class SettleSpan
{
    /// <summary>The submit of a charge as its trace knows it; asked of the ledger only where somebody listens.</summary>
    public static async Task<ActivityContext> SubmitOfAsync(ILedgerViews views, ChargeId charge)
    {
        if (!GatewayTelemetry.Source.HasListeners()) return default;
        try
        {
            var stored = await views.FindAsync(charge, CancellationToken.None);
            return ActivityContext.TryParse(stored?.TraceParent, null, isRemote: true, out var submit) ? submit : default;
        }
        catch (LedgerUnavailableException)
        {
            // Settling finds out for itself, and says so.
            return default;
        }
    }

    /// <summary>Leaves the asker's span for the rest of the caller's method, which must be async: what is done there belongs to the settlement.</summary>
    public static Activity? Start(ChargeId charge, ActivityContext submit)
    {
        if (!GatewayTelemetry.Source.HasListeners()) return null;

        // A root, but one that is kept when its submit was: sampled each for itself at 1 %, hardly any pair would be whole.
        var asking = Activity.Current?.Context ?? default;
        var flags = submit == default ? asking.TraceFlags : submit.TraceFlags;
        var root = new ActivityContext(ActivityTraceId.CreateRandom(), default, flags);
        Activity.Current = null;
        var span = GatewayTelemetry.Source.StartActivity("settle", ActivityKind.Internal, root, links: Links(submit, asking));
        return span?.SetTag("atlas_gateway.charge.id", charge.Value);
    }

    public static void Tell(this Activity? span, SettleOutcome outcome)
    {
        if (span is null || outcome.Charge is not { } charge) return;
        span.SetTag("atlas_gateway.team", charge.Team.Name);
        span.SetTag("atlas_gateway.outcome", Words<ChargeState>.Of(charge.State));
        span.SetTag("atlas_gateway.moved", outcome.Moved);
        span.SetTag("atlas_gateway.settled.usd", (double)charge.SettledUsd.Nanos / Usd.NanosPerDollar);
        span.SetTag("gen_ai.request.model", charge.Model);
        if (charge.Prediction is { } prediction) span.SetTag("gen_ai.response.id", prediction.Value);
    }

    private static ActivityLink[] Links(params ActivityContext[] contexts) => [.. contexts.Where(context => context != default).Select(context => new ActivityLink(context))];
}
