using Gateway.Http;

namespace Gateway.Predictions;

/// <summary>
/// Lets a caller wait for the verdict instead of asking again and again. However many wait for a prediction, one of them has the vendor
/// asked, once in <c>PollInterval</c> and through the same gate as everybody; all are woken by whoever learns the verdict first.
/// </summary>
internal sealed class Waiting(
    Waiters waiters, StatusCache cache, StatusGate gate, VendorPace pace, PredictionsOptions options, IHostApplicationLifetime process, TimeProvider time)
{
    /// <summary>How long the caller would wait and may; null for not at all.</summary>
    public TimeSpan? Asked(HttpRequest request)
    {
        if (PreferHeader.Wait(request.Headers[PreferHeader.Name]) is not { } wait) return null;
        var bounded = wait < options.MaxWait ? wait : options.MaxWait;
        return bounded > TimeSpan.Zero ? bounded : null;
    }

    /// <summary>
    /// The verdict, or what is known when the wait is over, the caller hangs up or the process stops. Null where as many wait as may.
    /// </summary>
    public async Task<PredictionStatus?> ForVerdictAsync(PredictionStatus known, TimeSpan wait, CancellationToken hangUp)
    {
        if (waiters.TryJoin(known.Prediction) is not { } watch) return null;
        try
        {
            // Whoever learned the verdict between the caller's look and the joining has woken the others already.
            if (cache.InMemory(known.Prediction) is { } current && (current.IsFinal || current.Charge != known.Charge)) return current;
            if (watch.TryLookAfter()) StartLookingAfter(watch, known);

            using var end = CancellationTokenSource.CreateLinkedTokenSource(hangUp, process.ApplicationStopping);
            await ((Task)watch.Told.WaitAsync(wait, time, end.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return watch.Told.IsCompletedSuccessfully ? watch.Told.Result : cache.InMemory(known.Prediction) ?? known;
        }
        finally
        {
            waiters.Leave(watch);
        }
    }

    /// <summary>Apart from the request that began it, which may end before the others' do.</summary>
    private void StartLookingAfter(Watch watch, PredictionStatus known)
    {
        using (ExecutionContext.SuppressFlow()) _ = Task.Run(() => LookAfterAsync(watch, known));
    }

    /// <summary>While anybody waits. The gate never fails, and asks nobody twice within its interval.</summary>
    private async Task LookAfterAsync(Watch watch, PredictionStatus known)
    {
        var owner = known.Charge;
        for (var pause = gate.FreshFor(known); await LastsAsync(watch, pause);)
        {
            known = cache.InMemory(known.Prediction) ?? known;
            var seen = pace.MustWait ? known : await gate.AskAsync(known);
            if (seen.IsFinal || seen.Charge != owner) waiters.Wake(seen);

            // Where somebody else is asking just now, what that brings wakes the waiters too.
            pause = gate.FreshFor(seen) is { Ticks: > 0 } left ? left : options.PollInterval;
            known = seen;
        }
    }

    /// <summary>False when nobody waits any more.</summary>
    private async Task<bool> LastsAsync(Watch watch, TimeSpan pause)
    {
        // An interval may be longer than a timer can be; whoever waits now does not wait longer than this.
        var bounded = pause < options.MaxWait ? pause : options.MaxWait;
        await Task.Delay(bounded, time, watch.Ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !watch.Ended.IsCancellationRequested;
    }
}
