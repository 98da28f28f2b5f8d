namespace Gateway.Sandbox;

/// <summary>How fast the sandbox works; tests make it faster.</summary>
internal sealed record SandboxOptions
{
    /// <summary>From submit to <c>processing</c>.</summary>
    public TimeSpan ProcessingAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>From submit to the verdict.</summary>
    public TimeSpan DoneAfter { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>The same for <c>sandbox:slow</c>.</summary>
    public TimeSpan SlowDoneAfter { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest wait in sync mode; then 504, and the job goes on.</summary>
    public TimeSpan SyncLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the verdict to the price with <c>sandbox:late-price</c>.</summary>
    public TimeSpan LatePriceAfter { get; init; } = TimeSpan.FromSeconds(20);
}
