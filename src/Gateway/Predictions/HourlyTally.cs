namespace Gateway.Predictions;

/// <summary>Counts what keeps happening and says when to speak of it: at the first time, then at most once an hour.</summary>
internal sealed class HourlyTally(TimeProvider time)
{
    public static readonly TimeSpan Silence = TimeSpan.FromHours(1);

    /// <summary>More names than any price book has: what is new beyond them is counted together.</summary>
    public const int MaxNames = 2_048;

    private const string Others = "";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long ToldAt, int Since)> _tallies = new(StringComparer.Ordinal);

    /// <summary>How often it happened since it was last told, this time included; null while it is too early to tell again.</summary>
    public int? Count(string name)
    {
        lock (_gate)
        {
            if (_tallies.Count >= MaxNames && !_tallies.ContainsKey(name)) name = Others;
            var now = time.GetTimestamp();
            var since = 1;
            if (_tallies.TryGetValue(name, out var tally))
            {
                since = tally.Since == int.MaxValue ? int.MaxValue : tally.Since + 1;
                if (time.GetElapsedTime(tally.ToldAt, now) < Silence)
                {
                    _tallies[name] = (tally.ToldAt, since);
                    return null;
                }
            }
            _tallies[name] = (now, 0);
            return since;
        }
    }
}
