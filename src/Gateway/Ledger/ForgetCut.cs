namespace Gateway.Ledger;

/// <summary>How much may be forgotten in one step.</summary>
/// <param name="KeysEndedBy">Idempotency-Keys of charges that ended by then are free.</param>
/// <param name="DetailsBefore">The journal's entries before then may go, and the charges that have none left; null: none.</param>
/// <param name="MaxRows">Rows of each kind in one step, about: what the writer does meanwhile for nobody.</param>
internal sealed record ForgetCut(DateTimeOffset KeysEndedBy, DateTimeOffset? DetailsBefore, int MaxRows = ForgetCut.FewMilliseconds)
{
    /// <summary>So few that the writer is soon free for those who wait.</summary>
    public const int FewMilliseconds = 128;
}

/// <summary>What one step forgot.</summary>
/// <param name="More">Another step would find more.</param>
internal sealed record Forgotten(long Keys, long Entries, long Charges, bool More)
{
    public bool Anything => More || Keys + Entries + Charges > 0;
}

/// <summary>One step as it goes through the writer.</summary>
internal sealed class ForgetStep(ForgetCut cut)
{
    public ForgetCut Cut => cut;

    /// <summary>Set when it is written.</summary>
    public Forgotten Done { get; set; } = new(0, 0, 0, false);
}
