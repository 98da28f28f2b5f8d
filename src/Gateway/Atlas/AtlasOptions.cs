namespace Gateway.Atlas;

internal sealed class AtlasOptions
{
    public TimeSpan SubmitTimeout { get; init; }
}
