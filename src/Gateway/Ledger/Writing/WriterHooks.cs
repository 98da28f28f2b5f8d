using System.Data.Common;

namespace Gateway.Ledger.Writing;

/// <summary>Where a test may break the writer; empty in the product.</summary>
internal sealed class WriterHooks
{
    /// <summary>A connection was opened, for the first time or again.</summary>
    public Action<DbConnection>? Opened { get; set; }

    /// <summary>A transaction is about to begin.</summary>
    public Action<DbConnection>? Beginning { get; set; }

    /// <summary>About to commit.</summary>
    public Action? Committing { get; set; }

    /// <summary>Committed, and nobody told yet.</summary>
    public Action? Committed { get; set; }
}
