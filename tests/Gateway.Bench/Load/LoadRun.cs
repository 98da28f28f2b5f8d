using System.Diagnostics;

namespace Gateway.Bench.Load;

/// <summary>What one run of load saw.</summary>
/// <param name="Failures">Answers that were not the expected one; a run with any is no measurement.</param>
/// <param name="P50">In milliseconds.</param>
/// <param name="P99">In milliseconds.</param>
internal sealed record LoadResult(long Requests, long Failures, TimeSpan Elapsed, double P50, double P99)
{
    public double PerSecond => Requests / Elapsed.TotalSeconds;
}

/// <summary>Keeps a number of callers busy for a time: each sends its next request when it has its answer.</summary>
internal static class LoadRun
{
    /// <param name="request">The n-th request of all callers together.</param>
    /// <param name="heard">Told the body of every answer; called by all callers at once.</param>
    /// <param name="most">Requests after which the run ends, whatever time is left.</param>
    public static async Task<LoadResult> ForAsync(
        int port, int callers, TimeSpan time, Func<long, ReadOnlyMemory<byte>> request, int expected = 200, Action<ReadOnlyMemory<byte>>? heard = null, long most = long.MaxValue)
    {
        var (number, failures) = (new Counter(), new Counter());
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));
        var elapsed = Stopwatch.GetElapsedTime(started);
        var sorted = latencies.SelectMany(caller => caller).Order().ToArray();
        return new LoadResult(sorted.Length, failures.Value, elapsed, At(sorted, 0.50), At(sorted, 0.99));

        async Task<List<double>> CallAsync()
        {
            using var connection = await RawConnection.OpenAsync(port);
            var own = new List<double>(100_000);
            while (Stopwatch.GetElapsedTime(started) < time && number.Next() is var next && next < most)
            {
                var begun = Stopwatch.GetTimestamp();
                if (await connection.SendAsync(request(next)) != expected) failures.Next();
                own.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
                heard?.Invoke(connection.Body);
            }
            return own;
        }
    }

    private static double At(double[] sorted, double share) => sorted.Length == 0 ? double.NaN : sorted[(int)((sorted.Length - 1) * share)];

    private sealed class Counter
    {
        private long _value;

        public long Value => Interlocked.Read(ref _value);

        public long Next() => Interlocked.Increment(ref _value) - 1;
    }
}
