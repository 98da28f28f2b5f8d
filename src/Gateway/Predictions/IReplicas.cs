namespace Gateway.Predictions;

/// <summary>
/// What the replicas of this gateway tell each other about predictions. It is hearsay: it saves calls to the vendor and reads of the
/// ledger, it may be late, old or not there at all, and no money moves because of it. Nothing here fails or waits long.
/// </summary>
internal interface IReplicas
{
    /// <summary>What was last told; null where nothing is known. An owner that was only inferred is never told.</summary>
    ValueTask<PredictionStatus?> FindAsync(PredictionId prediction);

    /// <summary>Asks to be the one who asks the vendor: one replica in <paramref name="maxAge"/>, and none while a failed look is backed off from.</summary>
    ValueTask<LookTurn> TakeTurnAsync(PredictionId prediction, TimeSpan maxAge);

    /// <summary>Says how a prediction stands; a verdict reaches every replica at once, and never turns back. Does not wait, and may be lost.</summary>
    /// <param name="quiet">How long nobody need ask after a look that failed; zero after one that did not.</param>
    void Tell(PredictionStatus status, TimeSpan quiet);

    /// <summary>The ledger knows better: what was told is taken back, and whoever asks next asks the vendor.</summary>
    ValueTask ForgetAsync(PredictionId prediction);

    /// <summary>What to do with each verdict a replica tells. One that is told while nobody listens is not told again.</summary>
    void Listen(Action<PredictionStatus> hear);
}

/// <summary>Whose turn it is to ask the vendor.</summary>
/// <param name="Told">Where it is another's: what is known there, if it may be told.</param>
/// <param name="Wait">Where it is another's: how long nobody need ask.</param>
internal readonly record struct LookTurn(bool IsMine, PredictionStatus? Told = null, TimeSpan Wait = default)
{
    public static LookTurn Mine { get; } = new(IsMine: true);
}
