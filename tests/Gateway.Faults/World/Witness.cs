using System.Collections.Concurrent;

namespace Gateway.Faults;

/// <summary>What was seen during a run: how often, and what should never have been seen.</summary>
internal sealed class Witness
{
    /// <summary>More of the same say nothing new.</summary>
    private const int MaxViolations = 200;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _violations = new();

    public IReadOnlyCollection<string> Violations => _violations;

    public IReadOnlyList<KeyValuePair<string, int>> Counts => [.. _counts.OrderBy(count => count.Key, StringComparer.Ordinal)];

    public void Count(string what, int times = 1) => _counts.AddOrUpdate(what, times, (_, before) => before + times);

    public void Violated(string what)
    {
        if (_violations.Count < MaxViolations) _violations.Enqueue(what);
    }

    public void Expect(bool isTrue, Func<string> otherwise)
    {
        if (!isTrue) Violated(otherwise());
    }
}
