using System.Runtime.InteropServices;
using Gateway.Atlas;
using Gateway.Ledger;
using Gateway.Teams;

namespace Gateway.Predictions;

/// <summary>What came of adopting one job.</summary>
/// <param name="IsDone">A charge owns it now.</param>
internal sealed record Adopted(bool IsDone, string Sentence);

/// <summary>
/// Books a job of the vendor's history for a team: for the vendor's own price where its prediction shows one, else for the formula's of that time on the
/// body that the history shows, else for what the operator names. A job that still runs is followed to its end by the worker.
/// </summary>
internal sealed class Adopting(ILedger ledger, ILedgerViews views, AtlasClient atlas, VendorCircuits circuits, VendorPace pace, OrderDesk desk)
{
    /// <param name="reading">The history in which the row was read.</param>
    public async Task<Adopted> AdoptAsync(HistoryRow row, HistoryReading reading, Team team, Usd? usd, OperatorNote note, CancellationToken cancellationToken)
    {
        var lost = await views.WithoutPredictionAsync(row.Model, cancellationToken);
        if (lost.FirstOrDefault(charge => charge.IsOpen && UnknownSearch.IsSameRequest(row, charge)) is { } waiting) return new Adopted(false, Awaited(waiting));

        var (reply, trouble) = await LookAsync(row, cancellationToken);
        if (trouble is not null) return new Adopted(false, trouble);
        var final = reply as PredictionReply.Final;
        var formula = row.RequestBody is { } body ? desk.Price(JsonMarshal.GetRawUtf8Value(body).ToArray(), row.CreatedAt).Quote : null;
        if (final is { Succeeded: false, Usd: null } && formula is null) return new Adopted(false, "failed, and no price can be read: it cost nothing, so there is nothing to book");
        if (formula is null && (final?.Usd ?? usd) is not { } known) return new Adopted(false, "has no price that can be read: give --usd");
        else known = final?.Usd ?? usd ?? formula!.Usd;

        var outcome = await ledger.AdoptAsync(new Adoption
        {
            Charge = ChargeId.New(),
            Prediction = row.Prediction,
            Team = team.Id,
            CostCenter = team.CostCenter,
            TakenBetween = reading.TakenBetween(row),
            Quote = formula ?? new Quote(row.Model, known, known, null, "none", []),
            Verdict = final is null ? null : new Verdict(final.Succeeded, final.Word, final.Usd, final.Answer) { Prediction = row.Prediction },
            PricedByOperator = formula is null && final?.Usd is null,
            Note = note,
        });
        return new Adopted(!outcome.IsAwaited, Sentence(outcome));
    }

    /// <summary>What became of the job. A look that failed says nothing of it, and many of them must not trouble a vendor who is busy or down.</summary>
    private async Task<(PredictionReply? Reply, string? Trouble)> LookAsync(HistoryRow row, CancellationToken cancellationToken)
    {
        const string Later = "not adopted, run it again later";
        if (pace.MustWait || circuits.IsOpen(VendorCircuits.Prediction)) return (null, $"was not asked about, because the vendor is busy or down: {Later}");
        var reply = PredictionReply.Read(await atlas.GetPredictionAsync(row.Prediction, cancellationToken));
        if (reply is not PredictionReply.NoVerdict trouble) return (reply, null);
        if (trouble.Busy) pace.SlowDown();
        return (null, $"could not be asked about ({trouble.Why}): {Later}");
    }

    private static string Sentence(AdoptOutcome outcome) => outcome switch
    {
        { IsAwaited: true } => Awaited(outcome.Charge),
        { IsNew: false } => $"belongs to {outcome.Charge.Id} of {outcome.Charge.Team} already",
        { Charge: { IsOpen: true } charge } => $"is {charge.Id} of {charge.Team} now: {charge.HoldUsd} USD held until its verdict",
        _ => $"is {outcome.Charge.Id} of {outcome.Charge.Team} now: {outcome.Charge.SettledUsd} USD ({Words(outcome.Charge)})",
    };

    private static string Awaited(Charge charge) => $"may be what {charge.Id} of {charge.Team} waits for or is searched for: not adopted while that is open";

    private static string Words(Charge charge) => charge.PriceSource switch
    {
        PriceSource.Vendor => $"the vendor's price; {charge.QuotedUsd} was expected",
        PriceSource.Formula => "by the price book",
        PriceSource.Operator => "as the operator says",
        _ => "it failed",
    };
}
