using Gateway.Atlas;
using Gateway.Ledger;
using Microsoft.Extensions.Caching.Memory;

namespace Gateway.Predictions;

/// <summary>The statuses in this process's memory, bounded in bytes; what is not here may be known to another replica, and is in the ledger.</summary>
internal sealed class StatusCache : IDisposable
{
    /// <summary>What a status costs beside its bytes, roughly.</summary>
    private const int Overhead = 600;

    private readonly PredictionsOptions _options;
    private readonly ILedgerViews _views;
    private readonly IReplicas _replicas;
    private readonly Waiters _waiters;
    private readonly TimeProvider _time;
    private readonly Lock _writing = new();
    private readonly MemoryCache _memory;

    public StatusCache(PredictionsOptions options, ILedgerViews views, IReplicas replicas, Waiters waiters, TimeProvider time)
    {
        (_options, _views, _replicas, _waiters, _time) = (options, views, replicas, waiters, time);
        _memory = new MemoryCache(new MemoryCacheOptions { SizeLimit = options.CacheBytes });
        replicas.Listen(verdict =>
        {
            // What nobody asks for here need not fill the memory.
            if (InMemory(verdict.Prediction) is not null) Hear(verdict);
        });
    }

    public PredictionStatus? InMemory(PredictionId prediction) => _memory.Get<PredictionStatus>(prediction);

    /// <summary>Null when no charge owns the prediction.</summary>
    public ValueTask<PredictionStatus?> FindAsync(PredictionId prediction, CancellationToken cancellationToken) =>
        InMemory(prediction) is { IsClaimed: false } known ? ValueTask.FromResult<PredictionStatus?>(known) : SearchAsync(prediction, cancellationToken);

    /// <summary>The charge the ledger names as the prediction's owner.</summary>
    public async Task<ChargeId?> OwnerAsync(PredictionId prediction) => (await _views.FindAsync(prediction, CancellationToken.None))?.Id;

    /// <summary>The status as the ledger has it: the first final answer, or else the answer to the submit.</summary>
    public async Task<PredictionStatus> LoadAsync(Charge charge, CancellationToken cancellationToken)
    {
        var prediction = charge.Prediction!.Value;
        var kept = await _views.AnswerAsync(charge.Id, cancellationToken) ?? ProcessingAnswer.For(prediction, charge.Model);
        var isVerdict = IsVerdict(kept);

        // The answer to a submit may be the work itself; until that is booked, somebody must still look.
        if (isVerdict && charge.IsOpen) isVerdict = await HasEndedAsync(charge.Id, cancellationToken);
        var status = new PredictionStatus
        {
            Prediction = prediction,
            Charge = charge.Id,
            Team = charge.Team,
            IsClaimed = charge.Claimed,
            Body = PredictionBody.From(kept, prediction),
            IsFinal = isVerdict,
        };
        return PutAndTell(status);
    }

    /// <summary>The owner and the status as the ledger has them now, whatever was known here or told. Null when no charge owns the prediction.</summary>
    public async Task<PredictionStatus?> ReloadAsync(PredictionId prediction, CancellationToken cancellationToken)
    {
        var charge = await _views.FindAsync(prediction, cancellationToken);
        if (InMemory(prediction) is not { } current || current.Charge != charge?.Id) await ForgetAsync(prediction);
        return charge is null ? null : await LoadAsync(charge, cancellationToken);
    }

    /// <summary>The verdict the ledger has meanwhile, booked by whomever; null where there is none, or nobody can say.</summary>
    public async Task<PredictionStatus?> BookedAsync(PredictionStatus status)
    {
        if (status.IsClaimed) return null;
        try
        {
            if (await _views.AnswerAsync(status.Charge, CancellationToken.None) is not { } kept || !IsVerdict(kept)) return null;
            if (!await HasEndedAsync(status.Charge, CancellationToken.None)) return null;
            return status with { Body = PredictionBody.From(kept, status.Prediction), IsFinal = true, Failures = 0 };
        }
        catch (LedgerUnavailableException)
        {
            return null;
        }
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

        if (status.IsFinal) _waiters.Wake(status);
        return status;
    }

    /// <summary>As <see cref="Put"/>, and the replicas hear of it.</summary>
    /// <param name="quiet">How long nobody need ask the vendor after a look that failed.</param>
    public PredictionStatus PutAndTell(PredictionStatus status, TimeSpan quiet = default)
    {
        var kept = Put(status);
        if (ReferenceEquals(kept, status)) _replicas.Tell(status, quiet);
        return kept;
    }

    /// <summary>
    /// Takes over what another replica told. An owner it names was named by the vendor's own reply, so what was only inferred here makes
    /// way; otherwise what is known here stands, and only the news count. Returns what is known now.
    /// </summary>
    public PredictionStatus Hear(PredictionStatus told)
    {
        PredictionStatus? current;
        lock (_writing)
        {
            current = InMemory(told.Prediction);
            if (current is { IsClaimed: false } && (current.Charge != told.Charge || current.IsFinal || !IsNews(current, told))) return current;
            Keep(current?.Charge != told.Charge ? told with { IsTold = false } : current with
            {
                Body = told.Body, IsFinal = told.IsFinal, IsClaimed = false, LookedAt = told.LookedAt, Failures = 0, AbsentSince = null,
            });
        }

        if (told.IsFinal || current?.Charge != told.Charge) _waiters.Wake(told);
        return told;
    }

    /// <summary>The vendor's own reply named the owner: whatever was inferred before makes way, and so does who waits for it.</summary>
    public void Own(PredictionStatus status)
    {
        lock (_writing)
        {
            if (InMemory(status.Prediction) is { } current && current.Charge == status.Charge) return;
            Keep(status);
        }

        _waiters.Wake(status);
        _replicas.Tell(status, TimeSpan.Zero);
    }

    /// <summary>Here, and among the replicas.</summary>
    public ValueTask ForgetAsync(PredictionId prediction)
    {
        lock (_writing) _memory.Remove(prediction);
        return _replicas.ForgetAsync(prediction);
    }

    private async ValueTask<PredictionStatus?> SearchAsync(PredictionId prediction, CancellationToken cancellationToken)
    {
        if (InMemory(prediction) is { } claimed) return await ConfirmAsync(claimed, cancellationToken);
        if (await _replicas.FindAsync(prediction) is { } told) return await BelieveAsync(told);
        if (await _views.FindAsync(prediction, cancellationToken) is not { } charge) return null;
        return await LoadAsync(charge, cancellationToken);
    }

    /// <summary>
    /// Redis may have been rolled back to before a verdict. What was told a while ago, and would send us to the vendor anyway, is held against the
    /// ledger first: a verdict never turns back for callers.
    /// </summary>
    private async ValueTask<PredictionStatus> BelieveAsync(PredictionStatus told)
    {
        var isYoung = told.LookedAt is { } at && _time.GetElapsedTime(at) < _options.PollInterval;
        if (told.IsFinal || isYoung || await BookedAsync(told) is not { } booked) return Hear(told);
        return PutAndTell(booked with { IsTold = false });
    }

    /// <summary>An inferred owner changes, and the replica that hears the vendor's own word may not be heard here: the ledger is asked each time.</summary>
    private async Task<PredictionStatus?> ConfirmAsync(PredictionStatus claimed, CancellationToken cancellationToken)
    {
        var owner = await _views.FindAsync(claimed.Prediction, cancellationToken);
        if (owner?.Id != claimed.Charge) return await ReloadAsync(claimed.Prediction, cancellationToken);

        // Replicas do not tell each other of what was inferred, so a verdict that another one booked is heard of here only.
        if (!claimed.IsFinal && !owner.IsOpen && await _views.AnswerAsync(owner.Id, cancellationToken) is { } kept && IsVerdict(kept))
            return Put(claimed with { Body = PredictionBody.From(kept, claimed.Prediction), IsFinal = true, IsClaimed = owner.Claimed, Failures = 0 });
        return owner.Claimed ? claimed : PutAndTell(claimed with { IsClaimed = false });
    }

    private static bool IsNews(PredictionStatus current, PredictionStatus told) => told.IsFinal || current.LookedAt is null || told.LookedAt > current.LookedAt;

    private static bool IsVerdict(VendorBytes answer) =>
        PredictionReply.Read(new VendorReply.Answered(200, answer.ContentType, answer.Body)) is PredictionReply.Final;

    private async Task<bool> HasEndedAsync(ChargeId charge, CancellationToken cancellationToken) =>
        await _views.FindAsync(charge, cancellationToken) is { IsOpen: false };

    private void Keep(PredictionStatus status) =>
        _memory.Set(status.Prediction, status, new MemoryCacheEntryOptions
        {
            Size = Overhead + status.Body.Length,
            SlidingExpiration = status.IsFinal ? _options.TerminalCacheFor : TimeSpan.FromHours(1),
        });

    public void Dispose() => _memory.Dispose();
}
