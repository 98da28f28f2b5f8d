using System.Diagnostics;

namespace Gateway.Tests;

/// <summary>Waits for what another thread is about to do, up to a deadline.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    public static async Task<bool> TrueAsync(Func<bool> condition)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < Deadline; await Task.Yield())
            if (condition()) return true;
        return condition();
    }
}
