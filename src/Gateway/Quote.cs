namespace Gateway;

/// <summary>
/// What the vendor's formula says a request costs, the most it can cost under every reading, and why.
/// </summary>
/// <param name="Model">The model as the caller named it.</param>
/// <param name="Usd">The formula on what is sent, rounded once, half up. Never zero.</param>
/// <param name="HoldUsd">What is set aside until the vendor says what it cost; at least <paramref name="Usd"/>.</param>
/// <param name="Tokens">The formula's tokens, where the model is priced by tokens; a fraction is possible.</param>
/// <param name="PriceBookVersion">Which prices were used.</param>
/// <param name="Assumptions">One sentence for each thing the request left open.</param>
internal sealed record Quote(
    string Model, Usd Usd, Usd HoldUsd, decimal? Tokens, string PriceBookVersion, IReadOnlyList<string> Assumptions);
