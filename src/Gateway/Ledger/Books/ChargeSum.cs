namespace Gateway.Ledger.Books;

/// <summary>What the entries of one charge add up to, and whether each could follow those before it.</summary>
internal sealed class ChargeSum
{
    private int _life = -1;
    private bool _ended;

    public Usd Held { get; private set; }
    public Usd Settled { get; private set; }

    /// <summary>The first entries are forgotten; this is what they came to.</summary>
    public static ChargeSum Opened(int life, bool ended, Usd held, Usd settled) => new() { _life = life, _ended = ended, Held = held, Settled = settled };

    /// <summary>A sentence when the entry cannot follow those before it.</summary>
    public string? Add(int life, EntryKind kind, Usd held, Usd settled)
    {
        (Held, Settled) = (Held + held, Settled + settled);
        var starts = kind is EntryKind.Hold or EntryKind.Reverse;
        var ends = kind is EntryKind.Settle or EntryKind.Release;
        var fault = starts switch
        {
            true when life != _life + 1 => "it begins out of order",
            false when life != _life => "an entry stands outside its life",
            false when ends && _ended => "its hold ends twice",
            _ => null,
        };
        (_life, _ended) = (life, starts ? false : _ended || ends);
        return fault;
    }
}
