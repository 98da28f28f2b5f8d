using Gateway.Atlas;
using Gateway.Ledger;
using Microsoft.Extensions.Caching.Memory;

namespace Gateway.Predictions;

/// <summary>The statuses in this process's memory, bounded in bytes; what is not here is in the ledger.</summary>
internal sealed class StatusCache(PredictionsOptions options, ILedgerViews views, Waiters waiters) : IDisposable
{
    /// <summary>What a status costs beside its bytes, roughly.</summary>
    private const int Overhead = 600;

    private readonly Lock _writing = new();
    private readonly MemoryCache _memory = new(new MemoryCacheOptions { SizeLimit = options.CacheBytes });

    public PredictionStatus? InMemory(PredictionId prediction) => _memory.Get<PredictionStatus>(prediction);

    /// <summary>Null when no charge owns the prediction.</summary>
    public async ValueTask<PredictionStatus?> FindAsync(PredictionId prediction, CancellationToken cancellationToken)
    {
        if (InMemory(prediction) is { } known) return known;
        if (await views.FindAsync(prediction, cancellationToken) is not { } charge) return null;
        return await LoadAsync(charge, cancellationToken);
    }

    /// <summary>The charge the ledger names as the prediction's owner.</summary>
    public async Task<ChargeId?> OwnerAsync(PredictionId prediction) => (await views.FindAsync(prediction, CancellationToken.None))?.Id;

    /// <summary>The status as the ledger has it: the first final answer, or else the answer to the submit.</summary>
    public async Task<PredictionStatus> LoadAsync(Charge charge, CancellationToken cancellationToken)
    {
        var prediction = charge.Prediction!.Value;
        var kept = await views.AnswerAsync(charge.Id, cancellationToken) ?? ProcessingAnswer.For(prediction, charge.Model);
        var isVerdict = PredictionReply.Read(new VendorReply.Answered(200, kept.ContentType, kept.Body)) is PredictionReply.Final;

        // The answer to a submit may be the work itself; until that is booked, somebody must still look.
        if (isVerdict && charge.IsOpen) isVerdict = await views.FindAsync(charge.Id, cancellationToken) is { IsOpen: false };
        var status = new PredictionStatus
        {
            Prediction = prediction,
            Charge = charge.Id,
            Team = charge.Team,
            IsClaimed = charge.Claimed,
            Body = PredictionBody.From(kept, prediction),
            IsFinal = isVerdict,
        };
        return Put(status);
    }

    /// <summary>
    /// Keeps what was read or asked, unless memory knows better meanwhile: another owner, or a verdict, which never turns back.
    /// A verdict wakes whoever waits for it, wherever it was learned. Returns what is known now.
    /// </summary>
    public PredictionStatus Put(PredictionStatus status)
    {
        lock (_writing)
        {
            if (InMemory(status.Prediction) is { } current && (current.Charge != status.Charge || (current.IsFinal && !status.IsFinal))) return current;
            Keep(status);
        }

        if (status.IsFinal) waiters.Wake(status);
        return status;
    }

    /// <summary>The vendor's own reply named the owner: whatever was inferred before makes way, and so does who waits for it.</summary>
    public void Own(PredictionStatus status)
    {
        lock (_writing)
        {
            if (InMemory(status.Prediction) is { } current && current.Charge == status.Charge) return;
            Keep(status);
        }

        waiters.Wake(status);
    }

    public void Forget(PredictionId prediction)
    {
        lock (_writing) _memory.Remove(prediction);
    }

    private void Keep(PredictionStatus status) =>
        _memory.Set(status.Prediction, status, new MemoryCacheEntryOptions
        {
            Size = Overhead + status.Body.Length,
            SlidingExpiration = status.IsFinal ? options.TerminalCacheFor : TimeSpan.FromHours(1),
        });

    public void Dispose() => _memory.Dispose();
}
