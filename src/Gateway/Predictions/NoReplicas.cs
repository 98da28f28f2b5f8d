namespace Gateway.Predictions;

/// <summary>A process that knows of no other: what it learns, its own memory keeps, and it is always its turn.</summary>
internal sealed class NoReplicas : IReplicas
{
    public ValueTask<PredictionStatus?> FindAsync(PredictionId prediction) => default;

    public ValueTask<LookTurn> TakeTurnAsync(PredictionId prediction, TimeSpan maxAge) => ValueTask.FromResult(LookTurn.Mine);

    public void Tell(PredictionStatus status, TimeSpan quiet) { }

    public ValueTask ForgetAsync(PredictionId prediction) => default;

    public void Listen(Action<PredictionStatus> hear) { }
}
