using Gateway.Ledger;

namespace Gateway.Account;

/// <summary>One charge as its team and finance see it.</summary>
/// <param name="AgeSeconds">Whole seconds since the hold, while it is open; null once it has ended, and where the clock stood ahead at the hold, so that nobody can tell.</param>
internal sealed record ChargeLine(
    string Id, string Team, string Caller, string? CostCenter, string Operation, string Model, string State, Usd Usd, Usd HoldUsd, Usd SettledUsd,
    string? PriceSource, decimal? Tokens, string PriceBook, string? Prediction, DateTimeOffset HeldAt, DateTimeOffset? EndedAt, long? AgeSeconds, string? Tags, string? Note)
{
    public static ChargeLine Of(Charge charge, DateTimeOffset now) => new(
        charge.Id.Value, charge.Team.Name, charge.Caller.Name, charge.CostCenter, charge.Operation, charge.Model, Words.Of(charge.State),
        charge.QuotedUsd, charge.HoldUsd, charge.SettledUsd, charge.PriceSource == Ledger.PriceSource.None ? null : Words.Of(charge.PriceSource),
        charge.Tokens, charge.PriceBookVersion, charge.Prediction?.Value, charge.HeldAt, charge.EndedAt, charge.IsOpen && charge.SentAt <= now + SteadyClock.Tolerance ? Math.Max(0, (long)(now - charge.SentAt).TotalSeconds) : null, charge.Tags, charge.Note);
}

/// <summary>A page of charges, newest first.</summary>
/// <param name="Next">Pass as <c>before</c> for the next page; null at the end.</param>
internal sealed record ChargeLines(IReadOnlyList<ChargeLine> Charges, string? Next)
{
    public static ChargeLines Of(ChargePage page, DateTimeOffset now) => new([.. page.Charges.Select(charge => ChargeLine.Of(charge, now))], page.Next?.Value);
}
