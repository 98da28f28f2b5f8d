using System.Runtime.InteropServices;
using Gateway.Atlas;
using Gateway.Ledger;
using Gateway.Teams;

namespace Gateway.Predictions;

/// <summary>What came of adopting one job.</summary>
/// <param name="IsDone">A charge owns it now.</param>
internal sealed record Adopted(bool IsDone, string Sentence);

/// <summary>
/// Books a job of the vendor's history for a team: for the vendor's own price where its prediction shows one, else for the formula's on the body that the
/// history shows, else for what the operator names. A job that still runs is followed to its end by the worker.
/// </summary>
internal sealed class Adopting(ILedger ledger, ILedgerViews views, AtlasClient atlas, OrderDesk desk)
{
    public async Task<Adopted> AdoptAsync(HistoryRow row, Team team, Usd? usd, OperatorNote note, CancellationToken cancellationToken)
    {
        var lost = await views.WithoutPredictionAsync(row.Model, cancellationToken);
        if (lost.FirstOrDefault(charge => charge.IsOpen && UnknownSearch.IsSameRequest(row, charge)) is { } waiting)
            return new Adopted(false, $"may be what {waiting.Id} of {waiting.Team} is searched for: not adopted while that is open");

        var final = PredictionReply.Read(await atlas.GetPredictionAsync(row.Prediction, cancellationToken)) as PredictionReply.Final;
        var formula = row.RequestBody is { } body ? desk.Price(JsonMarshal.GetRawUtf8Value(body).ToArray()).Quote : null;
        if (final is { Succeeded: false, Usd: null } && formula is null) return new Adopted(false, "failed, and no price can be read: it cost nothing, so there is nothing to book");
        if (formula is null && (final?.Usd ?? usd) is not { } known) return new Adopted(false, "has no price that can be read: give --usd");
        else known = final?.Usd ?? usd ?? formula!.Usd;

        var outcome = await ledger.AdoptAsync(new Adoption
        {
            Charge = ChargeId.New(),
            Prediction = row.Prediction,
            Team = team.Id,
            CostCenter = team.CostCenter,
            Quote = formula ?? new Quote(row.Model, known, known, null, "none", []),
            Verdict = final is null ? null : new Verdict(final.Succeeded, final.Word, final.Usd, final.Answer) { Prediction = row.Prediction },
            PricedByOperator = formula is null && final?.Usd is null,
            Note = note,
        });
        return new Adopted(true, Sentence(outcome));
    }

    private static string Sentence(AdoptOutcome outcome) => outcome switch
    {
        { IsNew: false } => $"belongs to {outcome.Charge.Id} of {outcome.Charge.Team} already",
        { Charge: { IsOpen: true } charge } => $"is {charge.Id} of {charge.Team} now: {charge.HoldUsd} USD held until its verdict",
        _ => $"is {outcome.Charge.Id} of {outcome.Charge.Team} now: {outcome.Charge.SettledUsd} USD ({Words(outcome.Charge.PriceSource)})",
    };

    private static string Words(PriceSource source) => source switch
    {
        PriceSource.Vendor => "the vendor's price",
        PriceSource.Formula => "by the price book",
        PriceSource.Operator => "as the operator says",
        _ => "it failed",
    };
}
