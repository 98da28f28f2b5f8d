using Gateway.Atlas;
using Gateway.Http;
using Gateway.Ledger;

namespace Gateway.Predictions;

/// <summary>What the caller of a submit is told.</summary>
internal sealed class SubmitAnswers(Origin origin)
{
    public IResult For(ChargeId charge, Conclusion conclusion) => conclusion switch
    {
        { Reply: SubmitReply.Accepted accepted, Remembered: true } =>
            new PredictionAnswer(PredictionBody.From(accepted.Answer, accepted.Prediction), origin) { Charge = charge },
        { Reply: SubmitReply.Accepted accepted } => new ChargedProblem(charge, Refusals.NotRemembered(accepted.Prediction)),
        { Reply: SubmitReply.Rejected no } => new ChargedProblem(charge, VendorProblems.OfRejection(no)),
        { Reply: SubmitReply.AccountTrouble trouble } => new ChargedProblem(charge, VendorProblems.OfAccount(trouble.VendorStatus)),
        { Reply: SubmitReply.NotSent { RetryAfter: { } rest } } => new ChargedProblem(charge, VendorProblems.Resting(rest)),
        { Reply: SubmitReply.NotSent } => new ChargedProblem(charge, Refusals.NotSent()),
        { Reply: SubmitReply.Unknown unknown } => new ChargedProblem(charge, Refusals.Unknown(unknown.TimedOut)),
        _ => throw new InvalidOperationException($"Unknown reply {conclusion.Reply.GetType().Name}."),
    };

    /// <summary>A hold that was not made: a repeated Idempotency-Key's first answer, or a refusal.</summary>
    public IResult For(HoldOutcome outcome, Order order) => outcome switch
    {
        HoldOutcome.Replay replay => Replayed(replay.Charge, replay.Answer),
        HoldOutcome.ReplayFound found => Replayed(found.Charge, ProcessingAnswer.For(found.Prediction, order.Body.Model)),
        _ => Refusals.Of(outcome, order.Caller.Team.Id),
    };

    private PredictionAnswer Replayed(ChargeId charge, VendorBytes answer)
    {
        var known = SubmitReply.Read(new VendorReply.Answered(200, answer.ContentType, answer.Body)) as SubmitReply.Accepted;
        return new PredictionAnswer(PredictionBody.From(answer, known?.Prediction ?? default), origin) { Charge = charge, IsReplay = true };
    }
}

/// <summary>A problem that came after the money was set aside: it names the charge, in the body and in the header.</summary>
internal sealed class ChargedProblem(ChargeId charge, Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext http)
    {
        http.Response.OnStarting(() =>
        {
            http.Response.Headers[PredictionAnswer.ChargeHeader] = charge.Value;
            return Task.CompletedTask;
        });
        return problem.With("chargeId", charge.Value).ExecuteAsync(http);
    }
}
