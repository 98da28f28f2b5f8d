using Gateway.Pricing;
using Gateway.Teams;

namespace Gateway.Models;

/// <summary>What may be asked for and what it costs, by the price book in force.</summary>
/// <param name="Multiplier">The account's: every amount here has it in it already.</param>
internal sealed record PriceList(string PriceBook, string Multiplier, IReadOnlyList<PriceListRow> Models)
{
    /// <param name="team">Null: everything there is.</param>
    public static PriceList Of(PriceBook book, decimal multiplier, DateTimeOffset at, Team? team) => new(
        book.Version, new PriceLine("", 1).UsdTimes(multiplier),
        [.. book.Models(at).Where(model => team?.MayUseSomeOf(model.Pattern) != false).Select(model => PriceListRow.Of(book, model, multiplier))]);
}

/// <summary>One model, or a family of them.</summary>
/// <param name="Model">A name, or a pattern in which <c>*</c> stands for any text.</param>
/// <param name="Next">The price that is announced to take this one's place; null where none is.</param>
/// <param name="Example">What a request without any fields costs, by the defaults of the model; null where no request alone has a price.</param>
internal sealed record PriceListRow(string Model, string Type, PriceShown Price, PriceShown? Next, PriceExample? Example)
{
    public static PriceListRow Of(PriceBook book, PricedModel model, decimal multiplier) => new(
        model.Pattern, model.Type.ToString().ToLowerInvariant(),
        PriceShown.Of(model.Rule, multiplier), model.Next is { } next ? PriceShown.Of(next, multiplier) : null,
        book.Example(model, multiplier) is { } quote ? new PriceExample(quote.Usd, quote.HoldUsd, quote.Tokens, quote.Assumptions) : null);
}

/// <param name="From">The first day, from 00:00 UTC.</param>
/// <param name="Words">The whole price in a sentence.</param>
internal sealed record PriceShown(string Kind, string From, string Words, IReadOnlyList<PriceNumber> Numbers, string? Source)
{
    public static PriceShown Of(PriceRule rule, decimal multiplier) => new(
        rule.Kind, rule.From.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), PriceLine.InWords(rule.Lines, multiplier),
        [.. rule.Lines.Select(line => new PriceNumber(line.Unit, line.UsdTimes(multiplier), line.Resolution, line.When))], rule.Source);
}

/// <param name="Usd">US dollars for one unit, exact.</param>
internal sealed record PriceNumber(string Unit, string Usd, string? Resolution, string? When);

internal sealed record PriceExample(Usd Usd, Usd HoldUsd, decimal? Tokens, IReadOnlyList<string> Assumptions);
