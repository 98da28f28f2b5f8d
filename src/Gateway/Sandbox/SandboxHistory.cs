namespace Gateway.Sandbox;

/// <summary>The sandbox's record of what it took, newest first; of this process, and of its last jobs only.</summary>
internal sealed class SandboxHistory
{
    private const int MaxJobs = 10_000;

    private readonly Lock _gate = new();
    private readonly LinkedList<(SandboxJob Job, string RequestBody)> _jobs = new();

    /// <param name="requestBody">As it was sent.</param>
    public void Add(SandboxJob job, string requestBody)
    {
        lock (_gate)
        {
            _jobs.AddFirst((job, requestBody));
            if (_jobs.Count > MaxJobs) _jobs.RemoveLast();
        }
    }

    public IReadOnlyList<(SandboxJob Job, string RequestBody)> Newest
    {
        get { lock (_gate) return [.. _jobs]; }
    }
}
