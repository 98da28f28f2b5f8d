using Gateway.Ledger.Operations;

namespace Gateway.Ledger.Writing;

/// <summary>
/// One transaction of the ledger, as the operations in it see it: its clock, the charges, and the one way to move money. Everything is decided
/// here, in memory, on rows that were loaded before; what changed is written once, at the end.
/// </summary>
internal sealed class LedgerBatch
{
    private readonly LookSchedule _looks;
    private readonly LoadedRows _rows;
    private readonly BatchChanges _changes;
    private readonly BalanceSheet _balances;
    private readonly AdmissionLog _admissions = new();
    private readonly Dictionary<PredictionId, ChargeId> _owners = [];
    private long _lastEntry;
    private long _entryBeforeHolds;

    private LedgerBatch(BalanceSheet balances, LoadedRows rows, LookSchedule looks, DateTimeOffset notBefore)
    {
        (_balances, _rows, _looks, _lastEntry) = (balances, rows, looks, rows.LastEntry);
        MachineTime = UnixTime.Read(rows.MachineTime);
        var now = UnixTime.Read(Math.Max(rows.At, rows.MachineTime));
        Now = notBefore > now ? notBefore : now;
        _changes = new BatchChanges(rows.Seq + 1, Guid.NewGuid().ToString("N"), Now);
        foreach (var (id, stored) in rows.Charges)
            if (stored.Charge.Prediction is { } prediction) _owners[prediction] = id;
    }

    public long Seq => _changes.Seq;

    /// <summary>Tells this attempt at a batch from any other: a commit in doubt is looked up by it.</summary>
    public string Token => _changes.Token;

    /// <summary>The ledger's clock: never earlier than any batch before.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The machine's clock. Looks at the vendor go by it, so that a clock that was ahead for a moment does not stop them.</summary>
    public DateTimeOffset MachineTime { get; }

    /// <summary>Begins a transaction and loads what these operations need.</summary>
    /// <param name="notBefore">The latest time this process has seen.</param>
    public static LedgerBatch Begin(ILedgerStore store, IEnumerable<LedgerOperation> operations, LookSchedule looks, DateTimeOffset notBefore)
    {
        var needs = new Needs { Furthest = (looks.FurthestOpen, looks.Furthest) };
        foreach (var operation in operations) operation.Declare(needs);
        var batch = new LedgerBatch(new BalanceSheet(store), store.Begin(needs), looks, notBefore);
        batch._balances.Load(needs.Moving
            .Select(id => batch.Find(id)?.Charge).OfType<Charge>().Where(charge => charge.IsOpen)
            .SelectMany(charge => BalanceKey.Of(charge.Team, charge.Caller, charge.HeldAt))
            .Concat(needs.Holding.SelectMany(holder => BalanceKey.Of(holder.Team, holder.Caller, batch.Now))));
        return batch;
    }

    public StoredCharge? Find(ChargeId id) => _rows.Charges.GetValueOrDefault(id);
    public StoredCharge? Owner(PredictionId prediction) => _owners.TryGetValue(prediction, out var id) ? Find(id) : null;
    public VendorBytes? SubmitAnswer(ChargeId charge) => _changes.KeptSubmit(charge) ?? _rows.SubmitAnswers.GetValueOrDefault(charge);
    public Balance BalanceOf(Budget budget) => _balances[BalanceKey.Of(budget, Now)];
    public void KeepSubmitAnswer(ChargeId charge, VendorBytes answer) => Keep(charge, AnswerKind.Submit, answer);
    /// <summary>Done when the batch is written, after everything else in it.</summary>
    public ForgetStep Forget(ForgetCut cut) => _changes.Forget ??= new ForgetStep(cut);
    public void Probe() => _changes.Probed = true;

    /// <summary>Asked by claims, which come before the holds of a batch.</summary>
    public bool StillSending(Fingerprint fingerprint) => _rows.Charges.Values.Any(stored =>
        stored.Charge.State == ChargeState.Held && stored.Charge.Fingerprint.Whole == fingerprint.Whole && stored.Charge.SendingUntil > MachineTime);

    /// <summary>A charge that has no prediction yet, and may have sent what the vendor took for this model in that time. A send that lies before us was dated by a wrong clock.</summary>
    public StoredCharge? Awaiting(string model, (DateTimeOffset From, DateTimeOffset To)? taken) => _rows.Charges.Values.FirstOrDefault(stored =>
        stored.Charge is { State: ChargeState.Held or ChargeState.Unknown, Prediction: null } charge && charge.Model == model
        && (taken is not var (from, to) || charge.SentAt > MachineTime || (charge.SentAt <= to && charge.SendingUntil >= from)));

    public IReadOnlyList<StoredCharge> HeldCharges() => [.. _rows.Charges.Values.Where(stored => stored.Charge.State == ChargeState.Held)];

    public (ChargeId Charge, string BodyHash)? Find(IdempotencyKey key) => _rows.Keys.TryGetValue((key.Scope, key.Key), out var found) ? found : null;

    public void FreeKey(ChargeId charge)
    {
        _changes.FreedKeys.Add(charge);
        foreach (var (key, taken) in _rows.Keys)
            if (taken.Charge == charge) _rows.Keys.Remove(key);
    }

    /// <summary>The first verdict's bytes stay.</summary>
    public void KeepFinalAnswer(ChargeId charge, VendorBytes answer)
    {
        if (_rows.FinalAnswers.Add(charge)) Keep(charge, AnswerKind.Final, answer);
    }

    public void DropFinalAnswer(ChargeId charge)
    {
        _rows.FinalAnswers.Remove(charge);
        _changes.DropFinal(charge);
    }

    /// <summary>Open charges of the team, without unknown and review.</summary>
    public int InFlight(TeamId team) => _rows.InFlight.GetValueOrDefault(team);

    /// <summary>Everything after this is a hold.</summary>
    public void BeginHolds() => _entryBeforeHolds = _lastEntry;

    /// <summary>Lets a hold in, under the budgets it was checked against.</summary>
    public void Admit(Charge charge, IReadOnlyList<Budget> budgets, IdempotencyKey? key)
    {
        var stored = new StoredCharge(charge, 0, _looks.Next(charge, MachineTime));
        _changes.Held.Add(stored);
        Know(stored);
        if (key is not null)
        {
            _changes.TakenKeys.Add((key, charge.Id));
            _rows.Keys[(key.Scope, key.Key)] = (charge.Id, key.BodyHash);
        }

        Append(stored, new Move(charge, EntryKind.Hold, "", charge.HoldUsd, Usd.Zero, null));
        _balances.Add(charge, charge.HoldUsd, Usd.Zero, admitted: true);
        foreach (var budget in budgets) _admissions.Admit(budget, BalanceKey.Of(budget, Now), BalanceOf(budget), _entryBeforeHolds, _lastEntry);
    }

    /// <summary>Books a job for which nobody asked for room.</summary>
    public StoredCharge Adopt(Charge held, PredictionId prediction, string note)
    {
        var stored = new StoredCharge(held, 0, null);
        _changes.Held.Add(stored);
        Append(stored, new Move(held, EntryKind.Hold, EvidenceKind.Adopted, held.HoldUsd, Usd.Zero, note));
        _balances.Add(held, held.HoldUsd, Usd.Zero, admitted: false);
        return Save(stored with { Charge = held with { State = ChargeState.Submitted, Prediction = prediction, Note = note } });
    }

    /// <summary>Writes the entry, the balances and the charge of one move.</summary>
    public StoredCharge Apply(StoredCharge before, Move move)
    {
        // Who adopted it and why stays readable, whatever becomes of it.
        var note = before.Charge is { IsAdopted: true, Note: { } adopter } ? move.Note is null ? adopter : $"{adopter} {move.Note}" : move.After.Note;
        var after = before with { Charge = move.After with { Note = note }, Life = move.Kind == EntryKind.Reverse ? before.Life + 1 : before.Life };
        Append(after, move);
        _balances.Add(move.After, move.Held, move.Settled, admitted: false);
        return Save(after);
    }

    /// <summary>Where a charge stands, without an entry: what is known changes, and no money does.</summary>
    public StoredCharge Save(StoredCharge after)
    {
        after = after with { LookAt = _looks.Next(after.Charge, MachineTime) };
        Know(after);
        _changes.Update(after);
        return after;
    }

    /// <summary>Due charges, each with the look that comes if nobody is heard of.</summary>
    public IReadOnlyList<Charge> TakeDue(int max)
    {
        // An operation before this one may have taken or ended some of them.
        var due = _rows.Due.Select(id => Find(id)!).Where(stored => stored.LookAt is { } look && _looks.IsDue(stored.Charge, look, MachineTime)).Take(max).ToList();
        foreach (var stored in due) MoveLook(stored, _looks.Lease(stored.Charge, MachineTime));
        return [.. due.Select(stored => stored.Charge)];
    }

    /// <summary>The vendor answered: on to the next look.</summary>
    public void CountLook(StoredCharge stored) => MoveLook(stored, _looks.Next(stored.Charge, MachineTime));

    /// <summary>No verdict can change this charge any more.</summary>
    public void StopLooking(StoredCharge stored) => MoveLook(stored, null);

    /// <summary>Everything that is written, once for the whole batch.</summary>
    public BatchChanges Close()
    {
        (_changes.Balances, _changes.Admissions) = (_balances.Changed, _admissions.Admissions);
        return _changes;
    }

    private void MoveLook(StoredCharge stored, DateTimeOffset? at)
    {
        var after = stored with { LookAt = at };
        _rows.Add(after);
        _changes.MoveLook(after);
    }

    private void Keep(ChargeId charge, AnswerKind kind, VendorBytes answer)
    {
        if (answer.Body.Length <= VendorBytes.MaxKept) _changes.Keep(charge, kind, answer);
    }

    /// <summary>From here on the charge stands so for every operation of the batch.</summary>
    private void Know(StoredCharge after)
    {
        var before = Find(after.Charge.Id)?.Charge;
        _rows.Add(after);
        if (before?.Prediction is { } had && had != after.Charge.Prediction)
        {
            _owners.Remove(had);
            _changes.Unclaimed.Add(before.Id);
        }

        if (after.Charge.Prediction is { } has) _owners[has] = after.Charge.Id;
        var (was, now) = (before is { IsInFlight: true } ? 1 : 0, after.Charge.IsInFlight ? 1 : 0);
        if (was != now) _rows.InFlight[after.Charge.Team] = InFlight(after.Charge.Team) + now - was;
    }

    private void Append(StoredCharge charge, Move move) =>
        _changes.Entries.Add(new Entry(++_lastEntry, charge, move.Kind, move.Evidence, move.Held, move.Settled, move.Note));
}
