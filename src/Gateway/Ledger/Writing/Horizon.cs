using System.Data.Common;

namespace Gateway.Ledger.Writing;

/// <summary>How far the books are rolled up.</summary>
/// <param name="At">Of the last rolled entry, in milliseconds since 1970.</param>
internal sealed record Horizon(long Entry, long At, long KeysThrough, string KeysAfter)
{
    public static Horizon Of(DbDataReader row) => new(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3));
}
