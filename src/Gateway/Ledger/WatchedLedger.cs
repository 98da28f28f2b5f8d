using Gateway.Telemetry;

namespace Gateway.Ledger;

/// <summary>The ledger, with what each step meant for the money counted, and a span around the one a caller waits for before anything is sent.</summary>
internal sealed class WatchedLedger(ILedger ledger, ILedgerViews views, GatewayMetrics metrics) : ILedger
{
    public async Task<HoldOutcome> HoldAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        using var span = GatewayTelemetry.Stage("hold");
        try
        {
            var outcome = await ledger.HoldAsync(request, cancellationToken);
            var word = Count(request, outcome);
            span?.SetTag("atlas_gateway.outcome", word);
            return outcome;
        }
        catch (Exception fault)
        {
            span.Failed(fault.GetType().FullName!);
            throw;
        }
    }

    public async Task<HoldOutcome?> ForeseeAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        var refusal = await ledger.ForeseeAsync(request, cancellationToken);
        if (refusal is not null) Count(request, refusal);
        return refusal;
    }

    public async Task<SettleOutcome> SettleAsync(ChargeId charge, Verdict verdict)
    {
        var outcome = await ledger.SettleAsync(charge, verdict);
        if (outcome.Move is { Kind: EntryKind.Settle or EntryKind.Release, After: var ended }) CountEnd(ended);
        if (outcome.Move is { Kind: EntryKind.Adjust, After: var after, Settled: var difference }) metrics.Adjusted(after.Team, after.Model, difference);
        return outcome;
    }

    public async Task<bool> ReleaseAsync(ChargeId charge, ReleaseReason reason, string why)
    {
        var released = await ledger.ReleaseAsync(charge, reason, why);
        if (released && metrics.WatchesCharges) await CountReleaseAsync(charge);
        return released;
    }

    public Task<RememberOutcome> RememberAsync(ChargeId charge, PredictionId prediction, VendorBytes answer) => ledger.RememberAsync(charge, prediction, answer);
    public Task<bool> ClaimAsync(ChargeId charge, PredictionId prediction) => ledger.ClaimAsync(charge, prediction);
    public Task MarkUnknownAsync(ChargeId charge, string why) => ledger.MarkUnknownAsync(charge, why);
    public Task<bool> ReviewAsync(ChargeId charge, string why) => ledger.ReviewAsync(charge, why);
    public Task<bool> ResolveAsync(ChargeId charge, Usd? settle, OperatorNote note) => ledger.ResolveAsync(charge, settle, note);
    public Task<bool> AdjustAsync(ChargeId charge, Usd difference, OperatorNote note) => ledger.AdjustAsync(charge, difference, note);
    public Task<AdoptOutcome> AdoptAsync(Adoption adoption) => ledger.AdoptAsync(adoption);
    public Task<Forgotten> ForgetAsync(ForgetCut cut) => ledger.ForgetAsync(cut);
    public Task<IReadOnlyList<Charge>> TakeDueAsync(int max) => ledger.TakeDueAsync(max);
    public Task<bool> LookedAsync(ChargeId charge) => ledger.LookedAsync(charge);
    public Task<int> AbandonSendsAsync() => ledger.AbandonSendsAsync();

    /// <returns>The outcome in a word.</returns>
    private string Count(HoldRequest request, HoldOutcome outcome)
    {
        switch (outcome)
        {
            case HoldOutcome.Held:
                metrics.Held(request.Team, request.Quote.Model, request.Quote.HoldUsd);
                return "held";
            case HoldOutcome.OverBudget:
                metrics.Refused(request.Team, "budget");
                return "over_budget";
            case HoldOutcome.TooManyInFlight:
                metrics.Refused(request.Team, "in_flight");
                return "too_many_in_flight";
            case HoldOutcome.Replay or HoldOutcome.ReplayFound:
                return "replayed";
            default:
                return "key_conflict";
        }
    }

    /// <summary>The release stands, whether it can be counted or not.</summary>
    private async Task CountReleaseAsync(ChargeId charge)
    {
        try
        {
            if (await views.FindAsync(charge, CancellationToken.None) is { IsOpen: false } ended) CountEnd(ended);
        }
        catch (LedgerUnavailableException)
        {
            // Whoever needs the ledger next says so.
        }
    }

    private void CountEnd(Charge ended) => metrics.Ended(
        ended.Team, ended.Model, ended.State == ChargeState.Settled ? "settled" : Words<ReleaseReason>.Of(ended.ReleaseReason).Replace('-', '_'),
        ended.HoldUsd, ended.SettledUsd, (ended.EndedAt ?? ended.HeldAt) - ended.HeldAt);
}
