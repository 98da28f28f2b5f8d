using System.Diagnostics;
using Gateway.Atlas;
using Gateway.Http;
using Gateway.Ledger;
using Gateway.RateLimits;
using Gateway.Teams;

namespace Gateway.Predictions;

/// <summary>The money path: one paid request from the caller to the vendor and back.</summary>
internal sealed partial class Submission(
    Callers callers, TeamRates rates, BodyReceiver bodies, OrderDesk desk, ILedger ledger, AtlasForwarder vendor, VendorCircuits circuits, SubmitTurns turns,
    AtlasOptions atlas, Remembering remembering, SubmitAnswers answers, TimeProvider time, ILogger<Submission> logger)
{
    /// <summary>Between the moment the vendor may no longer answer and the moment nobody waits for it any more.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(2);

    public async Task<IResult> SubmitAsync(HttpContext http, string operation)
    {
        // 1. Who is asking, and may they just now?
        var (caller, stranger) = await callers.TeamAsync(http);
        if (caller is null) return stranger!;
        var team = caller.Team;
        if (await rates.RefuseSubmitAsync(http, team.Id, team.RequestsPerMinute, team.MaxInFlight) is { } tooMany) return tooMany;

        // 2. Does the vendor work at all? Asked before the body is read, unless the answer may be known already.
        var resting = circuits.Refusal(operation);
        if (resting is not null && !http.Request.Headers.ContainsKey(RequestHeaders.IdempotencyKey)) return resting;

        // 3. What do they ask for?
        var (received, unread) = await bodies.ReceiveAsync(http);
        if (received is null) return unread!;
        using var _ = received;

        // 4. What can it cost?
        var (priced, unpriced) = desk.Take(caller, operation, received);
        if (priced is null) return unpriced!;
        var (order, badHeader) = OrderDesk.WithHeaders(priced, http.Request.Headers, received);
        if (order is null) return badHeader!;

        // 5. Where the vendor is down or busy, what needs no vendor is answered; the rest waits for the team's turn, and no money is set aside meanwhile.
        var charge = ChargeId.New();
        var request = Request(order, charge);
        SubmitSpan.Describe(order, charge);
        if ((resting is not null || turns.AreSlow(order.Body.Model)) && await ledger.ForeseeAsync(request, http.RequestAborted) is { } foreseen)
            return answers.For(foreseen, order);
        if (resting is not null) return resting;
        var (turn, tooBusy) = await turns.TakeAsync(team.Id, order.Body.Model, http.RequestAborted);
        if (turn is null) return tooBusy!;
        using var givenBack = turn;

        // 6. Set the money aside, durably, or refuse. The caller may still hang up here; afterwards nothing stops for that.
        var asked = time.GetTimestamp();
        var hold = await ledger.HoldAsync(request, http.RequestAborted);
        if (hold is not HoldOutcome.Held) return answers.For(hold, order);

        // 7. Send it on, once, to its end, which comes before others believe that nobody sends it any more.
        var reply = await SendAsync(http, order, charge, TimeoutOf(order) - time.GetElapsedTime(asked));

        // 8. Remember what the reply means for the money, before the caller sees any of it.
        var conclusion = await remembering.ConcludeAsync(charge, team.Id, reply);
        turns.Heard(turn, reply);

        // 9. Answer.
        return answers.For(charge, conclusion);
    }

    private HoldRequest Request(Order order, ChargeId charge) => new()
    {
        Charge = charge,
        Team = order.Caller.Team.Id,
        Caller = order.Caller.Caller,
        CostCenter = order.Caller.Team.CostCenter,
        Operation = order.Operation,
        Quote = order.Quote,
        Budgets = order.Caller.Budgets,
        MaxInFlight = order.Caller.Team.MaxInFlight,
        Fingerprint = order.Body.Fingerprint(),
        SendTimeout = TimeoutOf(order) + AnswerMargin,
        IdempotencyKey = order.IdempotencyKey,
        Tags = order.Tags,
        PricedFields = OrderDesk.Plain(order),
        TraceParent = Activity.Current?.Id,
    };

    private TimeSpan TimeoutOf(Order order) => order.Body.IsSync ? atlas.SyncTimeout : atlas.SubmitTimeout;

    private async Task<SubmitReply> SendAsync(HttpContext http, Order order, ChargeId charge, TimeSpan within)
    {
        using var span = SubmitSpan.Start(order, charge);
        if (within <= TimeSpan.Zero) return span.Tell(new SubmitReply.NotSent("The hold took as long as the vendor may take, so nothing was sent."));
        try
        {
            using var body = new SegmentStream(order.Body.Sent());
            return span.Tell(SubmitReply.Read(await vendor.SubmitAsync(http, order.Operation, body, body.Length, within, order.Body.IsSync)));
        }
        catch (Exception fault)
        {
            // Whatever broke, bytes may have left: the hold stays until there is evidence.
            Log.SendFailed(logger, fault, charge);
            return span.Tell(new SubmitReply.Unknown("The gateway failed while sending.", TimedOut: false));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6401, LogLevel.Error, "Sending charge {Charge} failed; its hold stays until the vendor's history tells the outcome.")]
        public static partial void SendFailed(ILogger logger, Exception fault, ChargeId charge);
    }
}
