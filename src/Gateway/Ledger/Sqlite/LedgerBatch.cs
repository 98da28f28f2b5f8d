using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>One transaction of the ledger, as the operations in it see it: its clock, the charges, and the one way to move money.</summary>
internal sealed class LedgerBatch
{
    private readonly SqliteStatements _sql;
    private readonly LookSchedule _looks;
    private readonly BalanceSheet _balances;
    private readonly AdmissionLog _admissions;
    private readonly ChargeTable _charges;
    private readonly AnswerTable _answers;
    private readonly KeyTable _keys;
    private readonly Dictionary<TeamId, int> _inFlight = [];
    private long _lastEntry;
    private (long Entry, bool Changed, bool Journaled) _mark;
    private bool _journaled;
    private long _entryBeforeHolds;

    private LedgerBatch(SqliteStatements sql, LookSchedule looks, long seq, DateTimeOffset now, DateTimeOffset machineTime)
    {
        (_sql, _looks, Seq, Now, MachineTime) = (sql, looks, seq, now, machineTime);
        (_balances, _admissions, _charges) = (new BalanceSheet(sql), new AdmissionLog(sql), new ChargeTable(sql));
        (_answers, _keys) = (new AnswerTable(sql), new KeyTable(sql));
        _lastEntry = sql["entry-last"].Scalar<long>()!.Value;
    }

    public long Seq { get; }

    /// <summary>Tells this attempt at a batch from any other: a commit in doubt is looked up by it.</summary>
    public string Token { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The ledger's clock: never earlier than any batch before.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>The machine's clock. Looks at the vendor go by it, so that a clock that was ahead for a moment does not stop them.</summary>
    public DateTimeOffset MachineTime { get; }

    /// <summary>Something was written, so that there is something to commit.</summary>
    public bool Changed { get; private set; }

    /// <summary>Begins inside an open transaction.</summary>
    /// <param name="notBefore">The latest time this process has seen.</param>
    public static LedgerBatch Begin(SqliteStatements sql, LookSchedule looks, TimeProvider time, DateTimeOffset notBefore)
    {
        using var last = sql["batch-last"].Read();
        var (seq, at) = last.Read() ? (last.GetInt64(0), UnixTime.Read(last.GetInt64(1))) : (0, DateTimeOffset.UnixEpoch);
        var machineTime = UnixTime.Read(UnixTime.Of(time.GetUtcNow()));
        var now = at > machineTime ? at : machineTime;
        return new LedgerBatch(sql, looks, seq + 1, notBefore > now ? notBefore : now, machineTime);
    }

    public StoredCharge? Find(ChargeId id) => _charges.Find(id);
    public StoredCharge? Owner(PredictionId prediction) => _charges.Owner(prediction);
    public bool StillSending(Fingerprint fingerprint) => _charges.StillSending(fingerprint, MachineTime);
    public IReadOnlyList<Charge> HeldCharges() => _charges.Held();
    public VendorBytes? SubmitAnswer(ChargeId charge) => _answers.Submit(charge);
    public (ChargeId Charge, string BodyHash)? Find(IdempotencyKey key) => _keys.Find(key);
    public void FreeKey(ChargeId charge) => Changed |= _keys.Free(charge);
    public void KeepSubmitAnswer(ChargeId charge, VendorBytes answer) => Changed |= _answers.KeepSubmit(charge, answer);
    public void KeepFinalAnswer(ChargeId charge, VendorBytes answer) => Changed |= _answers.KeepFinal(charge, answer);
    public void DropFinalAnswer(ChargeId charge) => Changed |= _answers.DropFinal(charge);
    public Balance BalanceOf(Budget budget) => _balances[BalanceKey.Of(budget, Now)];

    /// <summary>Asked by holds only, which come last in a batch, and only under a cap, which bounds the count.</summary>
    public int InFlight(TeamId team) =>
        _inFlight.TryGetValue(team, out var count) ? count : _inFlight[team] = _charges.InFlight(team);

    /// <summary>Everything after this is a hold.</summary>
    public void BeginHolds() => _entryBeforeHolds = _lastEntry;

    /// <summary>Lets a hold in, under the budgets it was checked against.</summary>
    public void Admit(Charge charge, IReadOnlyList<Budget> budgets, IdempotencyKey? key)
    {
        _charges.Insert(charge, _looks.Next(charge, MachineTime));
        if (key is not null) _keys.Take(key, charge.Id);
        Append(new StoredCharge(charge, 0), new Move(charge, EntryKind.Hold, "", charge.HoldUsd, Usd.Zero, null));
        _balances.Add(charge, charge.HoldUsd, Usd.Zero, admitted: true);
        foreach (var budget in budgets) _admissions.Admit(budget, BalanceKey.Of(budget, Now), BalanceOf(budget), _lastEntry);
        if (_inFlight.TryGetValue(charge.Team, out var count)) _inFlight[charge.Team] = count + 1;
    }

    /// <summary>Writes the entry, the balances and the charge of one move.</summary>
    public StoredCharge Apply(StoredCharge before, Move move)
    {
        var after = new StoredCharge(move.After, move.Kind == EntryKind.Reverse ? before.Life + 1 : before.Life);
        Append(after, move);
        _balances.Add(move.After, move.Held, move.Settled, admitted: false);
        return Save(after);
    }

    /// <summary>Where a charge stands, without an entry: what is known changes, and no money does.</summary>
    public StoredCharge Save(StoredCharge after)
    {
        _charges.Update(after, _looks.Next(after.Charge, MachineTime));
        Changed = _journaled = true;
        return after;
    }

    /// <summary>Due charges, each with its next look scheduled.</summary>
    public IReadOnlyList<Charge> TakeDue(int max)
    {
        var due = _charges.Due(MachineTime, max);
        foreach (var charge in due) _charges.MoveLook(charge.Id, _looks.Next(charge, MachineTime));
        Changed |= due.Count > 0;
        return due;
    }

    /// <summary>No verdict can change this charge any more.</summary>
    public void StopLooking(ChargeId charge)
    {
        _charges.MoveLook(charge, null);
        Changed = true;
    }

    public void Probe()
    {
        _sql["probe-write"].Set("$at", UnixTime.Of(Now)).Run();
        Changed = true;
    }

    /// <summary>The start of one operation.</summary>
    public void Mark()
    {
        _mark = (_lastEntry, Changed, _journaled);
        _balances.Mark();
    }

    /// <summary>Forgets what the operation since <see cref="Mark"/> did here; its rows are rolled back by the caller.</summary>
    public void Undo()
    {
        (_lastEntry, Changed, _journaled) = _mark;
        _balances.Undo();
    }

    /// <summary>Everything that is written once for the whole batch.</summary>
    public void Finish()
    {
        _balances.Write();
        _admissions.Write(Seq, _entryBeforeHolds);
        // A probe or a look that was moved says nothing about money and needs no line of its own.
        if (_journaled) _sql["batch-insert"].Set("$seq", Seq).Set("$at", UnixTime.Of(Now)).Set("$token", Token).Run();
    }

    private void Append(StoredCharge charge, Move move)
    {
        _sql["entry-insert"]
            .Set("$id", ++_lastEntry).Set("$batch", Seq).Set("$charge", charge.Charge.Id.Value).Set("$life", charge.Life)
            .Set("$kind", Words<EntryKind>.Of(move.Kind)).Set("$evidence", move.Evidence)
            .Set("$held", move.Held.Nanos).Set("$settled", move.Settled.Nanos)
            .Set("$at", UnixTime.Of(Now)).Set("$note", move.Note)
            .Run();
        Changed = _journaled = true;
    }
}
