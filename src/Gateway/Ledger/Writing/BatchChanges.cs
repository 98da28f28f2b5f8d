namespace Gateway.Ledger.Writing;

/// <summary>What a batch writes, in the end and once.</summary>
internal sealed class BatchChanges(long seq, string token, DateTimeOffset now)
{
    private readonly Dictionary<ChargeId, StoredCharge> _updated = [];
    private readonly Dictionary<ChargeId, StoredCharge> _looks = [];
    private readonly Dictionary<(ChargeId Charge, AnswerKind Kind), VendorBytes> _kept = [];

    public long Seq { get; } = seq;
    public string Token { get; } = token;
    public DateTimeOffset Now { get; } = now;

    /// <summary>New charges.</summary>
    public List<StoredCharge> Held { get; } = [];
    public List<Entry> Entries { get; } = [];
    public List<ChargeId> FreedKeys { get; } = [];
    public List<(IdempotencyKey Key, ChargeId Charge)> TakenKeys { get; } = [];

    /// <summary>Forgotten before <see cref="Kept"/> is written.</summary>
    public HashSet<ChargeId> DroppedFinals { get; } = [];

    /// <summary>They lost the prediction they had, which another charge may get in the same batch: cleared before <see cref="Updated"/> is written.</summary>
    public HashSet<ChargeId> Unclaimed { get; } = [];
    public IReadOnlyCollection<(BalanceKey Key, Balance Balance)> Balances { get; set; } = [];
    public IReadOnlyCollection<Admission> Admissions { get; set; } = [];
    public bool Probed { get; set; }

    /// <summary>A step of forgetting, made last: what this batch wrote about an old charge keeps it.</summary>
    public ForgetStep? Forget { get; set; }

    public IReadOnlyCollection<StoredCharge> Updated => _updated.Values;

    /// <summary>Only the next look of these changes.</summary>
    public IReadOnlyCollection<StoredCharge> Looks => _looks.Values;
    public IReadOnlyCollection<KeyValuePair<(ChargeId Charge, AnswerKind Kind), VendorBytes>> Kept => _kept;

    /// <summary>Something happened to a charge. A probe or a look that was moved says nothing about money and needs no batch of its own.</summary>
    public bool Journaled => Entries.Count > 0 || _updated.Count > 0;

    public bool Any => Journaled || Probed || Forget is not null || _looks.Count > 0 || _kept.Count > 0 || DroppedFinals.Count > 0 || FreedKeys.Count > 0;

    public void Update(StoredCharge charge)
    {
        _looks.Remove(charge.Charge.Id);
        _updated[charge.Charge.Id] = charge;
    }

    public void MoveLook(StoredCharge charge)
    {
        if (_updated.ContainsKey(charge.Charge.Id)) _updated[charge.Charge.Id] = charge;
        else _looks[charge.Charge.Id] = charge;
    }

    /// <summary>The first answer of a kind stays.</summary>
    public void Keep(ChargeId charge, AnswerKind kind, VendorBytes answer) => _kept.TryAdd((charge, kind), answer);

    public VendorBytes? KeptSubmit(ChargeId charge) => _kept.GetValueOrDefault((charge, AnswerKind.Submit));

    public void DropFinal(ChargeId charge)
    {
        _kept.Remove((charge, AnswerKind.Final));
        DroppedFinals.Add(charge);
    }
}

/// <summary>Which of the vendor's answers.</summary>
internal enum AnswerKind { Submit, Final }

/// <summary>One line of the journal.</summary>
internal sealed record Entry(long Id, StoredCharge Charge, EntryKind Kind, string Evidence, Usd Held, Usd Settled, string? Note);
