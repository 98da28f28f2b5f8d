using System.Data.Common;
using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Books;

/// <summary>One line of the journal, with what it counts for.</summary>
/// <param name="Owner">Null where the charge is missing.</param>
internal sealed record EntryRow(
    long Id, string Charge, int Life, EntryKind Kind, Usd Held, Usd Settled, (TeamId Team, CallerId Caller, DateTimeOffset HeldAt)? Owner)
{
    public static EntryRow Of(DbDataReader row) => new(
        row.GetInt64(0), row.GetString(1), row.GetInt32(2), Words<EntryKind>.Read(row.GetString(3)), new Usd(row.GetInt64(4)), new Usd(row.GetInt64(5)),
        row.IsDBNull(6) ? null : (new TeamId(row.GetString(6)), new CallerId(row.GetString(7)), UnixTime.Read(row.GetInt64(8))));
}

/// <summary>Where a charge says it stands.</summary>
internal sealed record ChargeRow(string Id, ChargeState State, Usd Hold, Usd Settled)
{
    public static ChargeRow Of(DbDataReader row) =>
        new(row.GetString(0), Words<ChargeState>.Read(row.GetString(1)), new Usd(row.GetInt64(2)), new Usd(row.GetInt64(3)));
}

/// <summary>A balance as it is stored.</summary>
internal sealed record BalanceRow(BalanceKey Key, Usd Held, Usd Settled)
{
    public static BalanceRow Of(DbDataReader row) => new(
        new BalanceKey(row.GetString(0), Words<BudgetPeriod>.Read(row.GetString(1)), row.GetInt64(2)), new Usd(row.GetInt64(3)), new Usd(row.GetInt64(4)));
}

/// <summary>Why the holds of a batch were let in under one limit.</summary>
internal sealed record AdmissionRow(long Batch, Admission Admission)
{
    public static AdmissionRow Of(DbDataReader row) => new(row.GetInt64(2), new Admission(
        row.GetInt64(0), row.GetInt64(1),
        new BalanceKey(row.GetString(3), Words<BudgetPeriod>.Read(row.GetString(4)), row.GetInt64(5)),
        row.GetString(6), new Usd(row.GetInt64(7)), new Usd(row.GetInt64(8)), new Usd(row.GetInt64(9)), new Usd(row.GetInt64(10))));

    public override string ToString() => $"Batch {Batch}, budget '{Admission.Budget}' ({Admission.Key})";
}
