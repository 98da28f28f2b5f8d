using Gateway.Ledger;

namespace Gateway.Tests.Ledger;

/// <summary>
/// The ledger as one would write it without a disk, without batches and without balances: every answer is computed from the charges
/// themselves. What it says of state and money, the real one must say.
/// </summary>
internal sealed class ReferenceLedger(DateTimeOffset start)
{
    public sealed class Line
    {
        public required ChargeId Id { get; init; }
        public required TeamId Team { get; init; }
        public required CallerId Caller { get; init; }
        public required string Body { get; init; }
        public required DateTimeOffset HeldAt { get; init; }
        public required DateTimeOffset SentAt { get; init; }
        public required long Hold { get; init; }
        public required long Quoted { get; init; }
        public ChargeState State { get; set; } = ChargeState.Held;
        public long Settled { get; set; }
        public PriceSource Source { get; set; }
        public ReleaseReason Reason { get; set; }
        public PredictionId? Prediction { get; set; }
        public bool Claimed { get; set; }

        /// <summary>Its details are forgotten; what it cost is not.</summary>
        public bool Gone { get; set; }
        public bool Open => State is not (ChargeState.Settled or ChargeState.Released);
        public bool Fixed => Source == PriceSource.Operator || Reason == ReleaseReason.Operator;
        public long Held => Open ? Hold : 0;
        public long Owed => Held + Settled;
    }

    private DateTimeOffset _now = start;
    private DateTimeOffset _machine = start;

    public List<Line> Lines { get; } = [];

    /// <summary>Periods go by a clock that never goes back, and sends by the machine's.</summary>
    public void Tick(DateTimeOffset clock) => (_machine, _now) = (clock, clock > _now ? clock : _now);

    public IEnumerable<Line> In(Budget budget, DateTimeOffset at)
    {
        var window = PeriodWindow.Containing(budget.Period, at);
        return Lines.Where(line => line.HeldAt >= window.Start && (window.End is null || line.HeldAt < window.End) && Counts(budget.Scope, line));
    }

    public bool HoldFits(HoldRequest request) =>
        request.Budgets.All(budget => In(budget, _now).Sum(line => line.Owed) + request.Quote.HoldUsd.Nanos <= budget.Limit.Nanos);

    public int InFlight(TeamId team) => Lines.Count(line => line.Team == team && line.State is (ChargeState.Held or ChargeState.Submitted));

    public void Hold(HoldRequest request, string body) => Lines.Add(new Line
    {
        Id = request.Charge,
        Team = request.Team,
        Caller = request.Caller,
        Body = body,
        HeldAt = _now,
        SentAt = _machine,
        Hold = request.Quote.HoldUsd.Nanos,
        Quoted = request.Quote.Usd.Nanos,
    });

    public void Remember(Line line, PredictionId prediction)
    {
        if (line.Prediction == prediction)
        {
            if (line.Claimed) Know(line, prediction);
            return;
        }

        if (line.Claimed) GiveBack(line);
        var owner = Lines.SingleOrDefault(other => other.Prediction == prediction);
        if (line.Prediction is not null || owner is { Claimed: false })
        {
            if (line.Open) line.State = ChargeState.Review;
            return;
        }

        if (owner is not null) GiveBack(owner);
        Know(line, prediction);
    }

    public bool Claim(Line line, PredictionId prediction, TimeSpan sendTimeout)
    {
        var sending = Lines.Any(other => other.Body == line.Body && IsSending(other, sendTimeout));
        if (line.Prediction is not null || sending || Lines.Any(other => other.Prediction == prediction)) return false;
        if (!line.Open && line.Reason != ReleaseReason.Absent) return false;
        (line.Prediction, line.Claimed) = (prediction, true);
        if (line.Open) line.State = ChargeState.Submitted;
        return true;
    }

    public void Settle(Line line, bool succeeded, bool timeout, long? price)
    {
        if (line.Open)
        {
            if (succeeded || price is not null) Cost(line, ChargeState.Settled, price ?? line.Quoted, price);
            else (line.State, line.Reason) = (ChargeState.Released, timeout ? ReleaseReason.Timeout : ReleaseReason.Failed);
            return;
        }

        if (line.Fixed || line.Source == PriceSource.Vendor) return;
        if (line.Source == PriceSource.Formula)
        {
            if (succeeded && price is not null) Cost(line, line.State, price.Value, price);
            return;
        }

        if (!succeeded && price is not null && line.Prediction is not null) Cost(line, line.State, price.Value, price);
        if (!succeeded) return;
        var turnedUp = line.Prediction is not null && line.Reason is (ReleaseReason.Absent or ReleaseReason.NotSent or ReleaseReason.Refused);
        if (line.Reason == ReleaseReason.Timeout || turnedUp || (line.Reason == ReleaseReason.Failed && price is not null))
            Cost(line, line.State, price ?? line.Quoted, price);
    }

    public bool Release(Line line, ReleaseReason reason)
    {
        if (!line.Open || line.Prediction is not null) return false;
        (line.State, line.Reason) = (ChargeState.Released, reason);
        return true;
    }

    public bool Review(Line line)
    {
        if (line.State is not (ChargeState.Submitted or ChargeState.Unknown)) return false;
        line.State = ChargeState.Review;
        return true;
    }

    public void MarkUnknown(Line line)
    {
        if (line.State == ChargeState.Held) line.State = ChargeState.Unknown;
    }

    public bool Resolve(Line line, long? settle, TimeSpan sendTimeout)
    {
        if (!line.Open || IsSending(line, sendTimeout)) return false;
        if (settle is { } usd) (line.State, line.Settled, line.Source) = (ChargeState.Settled, usd, PriceSource.Operator);
        else (line.State, line.Reason) = (ChargeState.Released, ReleaseReason.Operator);
        return true;
    }

    public bool Adjust(Line line, long difference)
    {
        if (line.Open) return false;
        (line.Settled, line.Source) = (Math.Max(0, line.Settled + difference), PriceSource.Operator);
        return true;
    }

    private bool IsSending(Line line, TimeSpan sendTimeout) => line.State == ChargeState.Held && line.SentAt + sendTimeout > _machine;

    private static bool Counts(BudgetScope scope, Line line) =>
        scope == BudgetScope.Company || scope == BudgetScope.Team(line.Team) || scope == BudgetScope.Caller(line.Caller);

    private static void Know(Line line, PredictionId prediction)
    {
        (line.Prediction, line.Claimed) = (prediction, false);
        if (line.Open) line.State = ChargeState.Submitted;
    }

    private static void Cost(Line line, ChargeState state, long usd, long? price) =>
        (line.State, line.Settled, line.Source) = (state, usd, price is null ? PriceSource.Formula : PriceSource.Vendor);

    private static void GiveBack(Line line)
    {
        (line.Prediction, line.Claimed) = (null, false);
        if (line.Fixed) return;
        (line.Settled, line.Source) = (0, PriceSource.None);
        if (line.Reason is ReleaseReason.Absent or ReleaseReason.NotSent or ReleaseReason.Refused) return;
        (line.State, line.Reason) = (ChargeState.Unknown, ReleaseReason.None);
    }
}
