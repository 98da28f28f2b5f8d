namespace Gateway.Faults;

/// <summary>What can go wrong beside the vendor's own moods.</summary>
internal enum FaultKind
{
    /// <summary>A gateway is killed with no signal it could handle, and started again.</summary>
    KillGateway,

    /// <summary>A gateway is asked to end, finishes what it has begun, and is started again.</summary>
    StopGateway,

    /// <summary>A gateway stands still, as a virtual machine does when it is moved.</summary>
    FreezeGateway,

    /// <summary>Redis is killed and comes back empty.</summary>
    KillRedis,

    /// <summary>Redis is killed and comes back with what it knew a while ago.</summary>
    RollBackRedis,
    FreezeRedis,
    FlushRedis,

    /// <summary>PostgreSQL loses its power, and recovers.</summary>
    KillPostgres,
    FreezePostgres,

    /// <summary>PostgreSQL ends every connection, in whatever transaction it is.</summary>
    EndSessions,
    CutLedger,
    StallLedger,
    CutRedis,
    StallRedis,
    CutVendor,
    StallVendor,

    /// <summary>The vendor answers everything with 429.</summary>
    VendorBusy,

    /// <summary>The vendor's edge answers every look with a page of HTML.</summary>
    VendorDown,

    /// <summary>No fault: the limits that were reached are raised in the settings files while the gateways run.</summary>
    RaiseLimits,
}
