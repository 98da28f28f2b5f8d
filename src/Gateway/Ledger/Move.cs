namespace Gateway.Ledger;

/// <summary>What a line of the journal records.</summary>
internal enum EntryKind { Hold, Settle, Release, Reverse, Adjust, Unknown, Claim, Review }

/// <summary>Which evidence came after the end; each kind counts once.</summary>
internal static class EvidenceKind
{
    public const string Price = "late-price";
    public const string Completion = "late-completion";
    public const string FoundAfterAbsent = "found-after-absent";
    public const string Operator = "operator";

    /// <summary>On a hold: an operator booked a job that no charge owned.</summary>
    public const string Adopted = "adopted";
}

/// <summary>What one piece of evidence does to a charge: the charge afterwards, and the entry that says why.</summary>
internal sealed record Move(Charge After, EntryKind Kind, string Evidence, Usd Held, Usd Settled, string? Note)
{
    public static Move Settle(Charge charge, Usd usd, PriceSource source, string evidence, DateTimeOffset now, string? note) => new(
        charge with { State = ChargeState.Settled, SettledUsd = usd, PriceSource = source, EndedAt = now, Note = note },
        EntryKind.Settle, evidence, -charge.HoldUsd, usd, note);

    public static Move Release(Charge charge, ReleaseReason reason, DateTimeOffset now, string? note) => new(
        charge with { State = ChargeState.Released, ReleaseReason = reason, EndedAt = now, Note = note },
        EntryKind.Release, Words<ReleaseReason>.Of(reason), -charge.HoldUsd, Usd.Zero, note);

    /// <summary>After the end: the charge's total becomes <paramref name="total"/>.</summary>
    public static Move Adjust(Charge charge, Usd total, PriceSource source, string evidence, string? note) => new(
        charge with { SettledUsd = total, PriceSource = source, Note = note ?? charge.Note },
        EntryKind.Adjust, evidence, Usd.Zero, total - charge.SettledUsd, note);

    /// <summary>
    /// The prediction it had claimed is another's. What the claim brought is taken back: an end that came with it, too, but not an
    /// end that came before it, nor an operator's word.
    /// </summary>
    public static Move Reverse(Charge charge, string note)
    {
        var bare = charge with { Prediction = null, Claimed = false, Note = note };
        if (charge.DecidedByOperator) return new(bare, EntryKind.Reverse, "", Usd.Zero, Usd.Zero, note);
        var unpaid = bare with { SettledUsd = Usd.Zero, PriceSource = PriceSource.None };
        if (charge.TurnedUp) return new(unpaid, EntryKind.Reverse, "", Usd.Zero, -charge.SettledUsd, note);
        var open = unpaid with { State = ChargeState.Unknown, ReleaseReason = ReleaseReason.None, EndedAt = null };
        return new(open, EntryKind.Reverse, "", charge.IsOpen ? Usd.Zero : charge.HoldUsd, -charge.SettledUsd, note);
    }

    /// <summary>The job that an operator adopted is another charge's: nothing of it is left but the note.</summary>
    public static Move Withdraw(Charge charge, DateTimeOffset now, string note) => new(
        charge with
        {
            Prediction = null, State = ChargeState.Released, ReleaseReason = ReleaseReason.NotSent, SettledUsd = Usd.Zero, PriceSource = PriceSource.None,
            EndedAt = charge.EndedAt ?? now, Note = note,
        },
        EntryKind.Reverse, "", charge.IsOpen ? -charge.HoldUsd : Usd.Zero, -charge.SettledUsd, note);

    /// <summary>Where the charge stands changes, and no money does.</summary>
    public static Move Stand(Charge after, EntryKind kind, string? note) => new(after, kind, "", Usd.Zero, Usd.Zero, note);
}
