namespace Gateway.Ledger.Writing;

/// <summary>What the operations of a batch will ask for, said beforehand, so that a database can load it in a handful of statements.</summary>
internal sealed class Needs
{
    /// <summary>Charges, where there are such.</summary>
    public HashSet<ChargeId> Charges { get; } = [];

    /// <summary>Of <see cref="Charges"/>, those whose money will probably move.</summary>
    public HashSet<ChargeId> Moving { get; } = [];

    /// <summary>Of <see cref="Charges"/>, those of which is asked whether a request of the same body is still being sent.</summary>
    public HashSet<ChargeId> Claiming { get; } = [];

    /// <summary>Of <see cref="Charges"/>, those of which is asked whether a final answer is kept.</summary>
    public HashSet<ChargeId> FinalAnswers { get; } = [];

    /// <summary>Predictions whose owners are needed.</summary>
    public HashSet<PredictionId> Predictions { get; } = [];

    /// <summary>Models whose held and unknown charges without a prediction are needed.</summary>
    public HashSet<string> WithoutPrediction { get; } = new(StringComparer.Ordinal);

    /// <summary>Idempotency-Keys, with their charges and the answers to those.</summary>
    public HashSet<(string Scope, string Key)> Keys { get; } = [];

    /// <summary>Teams whose charges in flight are counted.</summary>
    public HashSet<TeamId> InFlight { get; } = [];

    /// <summary>Who asks for money to be set aside now.</summary>
    public HashSet<(TeamId Team, CallerId Caller)> Holding { get; } = [];

    /// <summary>How many charges whose look is due, at most.</summary>
    public int Due { get; set; }

    /// <summary>Looks at held, submitted and unknown charges, and looks at any, that stand further ahead than this are due as well.</summary>
    public (TimeSpan Open, TimeSpan Any) Furthest { get; init; }

    /// <summary>Every charge that is held.</summary>
    public bool Held { get; set; }

    public void Move(ChargeId charge)
    {
        Charges.Add(charge);
        Moving.Add(charge);
    }
}
