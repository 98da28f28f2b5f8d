namespace Gateway.Ledger.Writing;

/// <summary>What a database loaded at the beginning of a transaction; nothing of it is changed by anybody else before the commit.</summary>
internal sealed class LoadedRows
{
    /// <summary>Number of the newest batch; 0 in new books.</summary>
    public long Seq { get; set; }

    /// <summary>When the newest batch was, in milliseconds since 1970.</summary>
    public long At { get; set; }

    /// <summary>The newest line of the journal; 0 in new books.</summary>
    public long LastEntry { get; set; }

    /// <summary>The clock of the machine, read in the transaction, in milliseconds since 1970.</summary>
    public long MachineTime { get; set; }

    public Dictionary<ChargeId, StoredCharge> Charges { get; } = [];
    public Dictionary<(string Scope, string Key), (ChargeId Charge, string BodyHash)> Keys { get; } = [];
    public Dictionary<ChargeId, VendorBytes> SubmitAnswers { get; } = [];
    public HashSet<ChargeId> FinalAnswers { get; } = [];
    public Dictionary<TeamId, int> InFlight { get; } = [];

    /// <summary>Longest overdue first.</summary>
    public List<ChargeId> Due { get; } = [];

    public void Add(StoredCharge charge) => Charges[charge.Charge.Id] = charge;
}
