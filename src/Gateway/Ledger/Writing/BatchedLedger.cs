using Gateway.Ledger.Operations;

namespace Gateway.Ledger.Writing;

/// <summary>
/// A ledger whose steps wait for one writer and are committed together. Several processes may have it open; each commit is decided on what is in
/// the database then.
/// </summary>
internal abstract class BatchedLedger : ILedger, IAsyncDisposable
{
    private readonly string _place;
    private readonly LedgerWriter _writer;

    protected BatchedLedger(
        ILedgerDatabase database, LedgerOptions options, LookSchedule looks, TimeProvider time, ILoggerFactory loggers, WriterHooks? hooks)
    {
        _place = database.Place;
        _writer = new LedgerWriter(database, options, looks, time, loggers.CreateLogger<LedgerWriter>(), hooks ?? new WriterHooks());
    }

    public abstract ILedgerViews Views { get; }

    /// <summary>For a person: a file, or a server and database.</summary>
    public string Place => _place;

    /// <summary>Other processes may be serving from it at the same time.</summary>
    public abstract bool IsShared { get; }

    /// <summary>Transactions that changed something, since the start.</summary>
    public long Commits => _writer.Commits;

    /// <summary>The last batch could not be committed.</summary>
    public bool IsFailing => _writer.IsFailing;

    /// <summary>Brings the database up to date and starts the writer.</summary>
    public abstract BatchedLedger Open();

    /// <summary>Whether there are books already; nothing is made.</summary>
    public abstract bool Exists();

    public Task<HoldOutcome> HoldAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        HoldRules.Check(request);
        return _writer.OfferAsync(new HoldOperation(request), cancellationToken);
    }

    public Task<HoldOutcome?> ForeseeAsync(HoldRequest request, CancellationToken cancellationToken)
    {
        HoldRules.Check(request);
        return _writer.OfferAsync(new ForeseeOperation(request), cancellationToken);
    }

    public Task<RememberOutcome> RememberAsync(ChargeId charge, PredictionId prediction, VendorBytes answer) =>
        _writer.WriteAsync(new RememberOperation(charge, prediction, answer));

    public Task<bool> ClaimAsync(ChargeId charge, PredictionId prediction) => _writer.WriteAsync(new ClaimOperation(charge, prediction));

    public Task MarkUnknownAsync(ChargeId charge, string why) => _writer.WriteAsync(new MarkUnknownOperation(charge, why));

    public Task<SettleOutcome> SettleAsync(ChargeId charge, Verdict verdict) => _writer.WriteAsync(new SettleOperation(charge, verdict));

    public Task<bool> ReleaseAsync(ChargeId charge, ReleaseReason reason, string why)
    {
        if (reason == ReleaseReason.None) throw new ArgumentException("A release has a reason.", nameof(reason));
        return _writer.WriteAsync(new ReleaseOperation(charge, reason, why));
    }

    public Task<bool> ReviewAsync(ChargeId charge, string why) => _writer.WriteAsync(new ReviewOperation(charge, why));

    public Task<bool> ResolveAsync(ChargeId charge, Usd? settle, OperatorNote note)
    {
        if (settle < Usd.Zero) throw new ArgumentOutOfRangeException(nameof(settle), settle, "A charge is not settled below zero.");
        return _writer.WriteAsync(new ResolveOperation(charge, settle, note));
    }

    public Task<bool> AdjustAsync(ChargeId charge, Usd difference, OperatorNote note) =>
        _writer.WriteAsync(new AdjustOperation(charge, difference, note));

    public Task<AdoptOutcome> AdoptAsync(Adoption adoption) => _writer.WriteAsync(new AdoptOperation(adoption));

    public Task<IReadOnlyList<Charge>> TakeDueAsync(int max) => _writer.WriteAsync(new TakeDueOperation(max));

    public async Task<Forgotten> ForgetAsync(ForgetCut cut) => (await _writer.WriteAsync(new ForgetOperation(cut))).Done;

    public Task<bool> LookedAsync(ChargeId charge) => _writer.WriteAsync(new LookedOperation(charge));

    public Task<int> AbandonSendsAsync() => _writer.WriteAsync(new AbandonSendsOperation(IsShared));

    /// <summary>What waits is committed, then the connections are closed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        await CloseAsync();
    }

    protected void StartWriter() => _writer.Start();

    /// <summary>After the writer has gone.</summary>
    protected abstract ValueTask CloseAsync();

    /// <summary>Writes to the database, and throws where that cannot be done.</summary>
    protected Task ProbeAsync(CancellationToken cancellationToken) => _writer.OfferAsync(new ProbeOperation(), cancellationToken);
}
