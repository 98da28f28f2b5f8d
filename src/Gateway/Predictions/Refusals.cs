using Gateway.Http;
using Gateway.Ledger;
using Gateway.Pricing;

namespace Gateway.Predictions;

/// <summary>The words for every way in which a submit does not happen.</summary>
internal static class Refusals
{
    private const string BuysTwice = "Do not send it again before that: it could be bought twice.";
    private const string SafeToRepeat = "Nothing was bought; sending it again is safe.";

    public static Problem Unreadable(BodyFault fault) =>
        new Problem(fault.Unprocessable ? 422 : 400, "Body not readable", fault.Message).With("field", fault.Field);

    public static Problem ModelNotAllowed(string model) =>
        new Problem(403, "Model not allowed", $"Your team may not use the model '{model}'.").With("field", "model").With("model", model);

    public static Problem Unpriced(string model) =>
        new Problem(400, "Model without a price", $"The model '{model}' is not in the price book, so it is not sent.").With("field", "model").With("model", model);

    public static Problem WrongOperation(string model, ModelType type, string operation) =>
        new Problem(400, "Model not for this operation", $"The model '{model}' is of type {Word(type)} and is not for {operation}."
            + (MediaOperations.For(type) is { } right ? $" Send it to {right}." : "")).With("field", "model").With("model", model).With("modelType", Word(type));

    /// <summary>Text models: the price depends on what is used, so no body alone has one.</summary>
    public static Problem PricedByUsage(string model) =>
        new Problem(400, "Model not for this operation", $"The model '{model}' is priced by the tokens it reads and writes, which no request alone tells.")
            .With("field", "model").With("model", model);

    private static string Word(ModelType type) => type.ToString().ToLowerInvariant();

    public static Problem Unpriceable(QuoteResult.Invalid invalid) =>
        new Problem(422, "Request cannot be priced", invalid.Message).With("field", invalid.Field);

    /// <summary>No hold was made and nothing was sent, or nothing was asked for that costs money.</summary>
    public static Problem LedgerAway { get; } =
        new(503, "Ledger not available", "The ledger cannot be reached or written. Nothing was held or sent; try again.") { RetryAfter = TimeSpan.FromSeconds(5) };

    public static Problem Of(HoldOutcome outcome, TeamId team) => outcome switch
    {
        HoldOutcome.OverBudget over => OverBudget(over, team),
        HoldOutcome.TooManyInFlight full => new Problem(429, "Too many in flight", $"{full.InFlight} of {full.Cap} paid requests of your team are running.")
            { Type = Problem.QuotaExceeded, RetryAfter = TimeSpan.FromSeconds(5) }.With("team", team.Name).With("inFlight", full.InFlight).With("cap", full.Cap),
        HoldOutcome.KeyReused reused => new Problem(422, "Idempotency-Key reused", "This Idempotency-Key belongs to a request with another body.")
            .With("chargeId", reused.Charge.Value),
        HoldOutcome.KeyEnded ended => new Problem(409, "Request ended", "The first request with this Idempotency-Key was ended by an operator, without an answer. Use another key to buy.")
            .With("chargeId", ended.Charge.Value).With("state", ended.State.ToString().ToLowerInvariant()),
        HoldOutcome.KeyInFlight flight => new Problem(409, "Request in flight", "The first request with this Idempotency-Key has no outcome yet.")
            { RetryAfter = TimeSpan.FromSeconds(2) }.With("chargeId", flight.Charge.Value).With("state", flight.State.ToString().ToLowerInvariant()),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is no refusal."),
    };

    private static Problem OverBudget(HoldOutcome.OverBudget over, TeamId team)
    {
        var budget = over.Budget;
        var never = over.RequestedUsd > budget.Limit;
        var detail = never
            ? $"This request needs {over.RequestedUsd} USD set aside, more than the whole {budget.Name} budget of {budget.Limit} USD."
            : $"The {budget.Name} budget of {budget.Limit} USD has {over.SettledUsd} USD spent and {over.HeldUsd} USD held; this request needs {over.RequestedUsd} USD.";
        return new Problem(never || over.ResetsAt is null ? 403 : 429, "Over budget", $"{detail} Nothing was sent.")
        {
            Type = Problem.QuotaExceeded,
            RetryAfter = never ? null : over.ResetsAt - over.Now,
            Members =
            [
                new("team", team.Name), new("budget", budget.Name), new("scope", budget.Scope.Value), new("period", budget.Period.ToString()),
                new("limitUsd", budget.Limit), new("spentUsd", over.SettledUsd), new("heldUsd", over.HeldUsd),
                new("requestedUsd", over.RequestedUsd), new("resetsAt", over.ResetsAt),
            ],
        };
    }

    public static Problem NotSent() => new(502, "Vendor not reached", $"No connection to the vendor came about. {SafeToRepeat}");

    public static Problem Unknown(bool timedOut) => new(timedOut ? 504 : 502, "Outcome unknown",
        $"The vendor's reply was lost, so the job may be running. The money stays held until the outcome is found. {BuysTwice}");

    public static Problem NotRemembered(PredictionId prediction) => new Problem(502, "Accepted, not yet booked",
        $"The vendor took the job, but it could not be booked yet; the gateway keeps trying. {BuysTwice}").With("prediction", prediction.Value);
}
