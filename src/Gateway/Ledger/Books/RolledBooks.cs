using System.Data.Common;
using Gateway.Ledger.Writing;

namespace Gateway.Ledger.Books;

/// <summary>The forgotten part of the journal: the sums and openings that the check begins with in its place.</summary>
internal sealed class RolledBooks(IBookRows rows, Differences differences)
{
    /// <summary>The journal must go on right behind what is rolled up.</summary>
    public long FirstEntry() => rows.Read("horizon-read", row => row.GetInt64(0)).Single() + 1;

    /// <summary>Returns what the forgotten entries held and settled in all.</summary>
    public (Usd Held, Usd Settled) CarryInto(RecomputedBalances balances)
    {
        var (held, settled) = (Usd.Zero, Usd.Zero);
        foreach (var sum in rows.Read("books-rolled", RolledSum.Of))
        {
            balances.Carry(sum.Team, sum.Caller, sum.Hour, sum.Held, sum.Settled);
            (held, settled) = (held + sum.Held, settled + sum.Settled);

            // A charge that is gone had ended: it holds nothing, and settled nothing below zero.
            if (sum.Held != sum.OpenHeld || sum.Settled < sum.OpenSettled) differences.Add(sum.Fault);
        }

        return (held, settled);
    }

    public Dictionary<string, ChargeSum> Openings() => rows.Read("books-openings", Opening).ToDictionary();

    private static KeyValuePair<string, ChargeSum> Opening(DbDataReader row) => KeyValuePair.Create(row.GetString(0), ChargeSum.Opened(
        row.GetInt32(1), row.GetInt32(1) == row.GetInt32(2), new Usd(row.GetInt64(3)), new Usd(row.GetInt64(4))));
}

/// <summary>What is rolled up of one caller's hour, and the part of it that its charges which are still there opened with.</summary>
internal sealed record RolledSum(TeamId Team, CallerId Caller, DateTimeOffset Hour, Usd Held, Usd Settled, Usd OpenHeld, Usd OpenSettled)
{
    public string Fault =>
        $"The sums of {Caller} in the hour from {Hour:yyyy-MM-dd HH:mm} UTC say held {Held}, settled {Settled}; its charges that are still there opened with held {OpenHeld}, settled {OpenSettled}.";

    public static RolledSum Of(DbDataReader row) => new(
        new TeamId(row.GetString(0)), new CallerId(row.GetString(1)), UnixTime.Read(row.GetInt64(2)),
        new Usd(row.GetInt64(3)), new Usd(row.GetInt64(4)), new Usd(row.GetInt64(5)), new Usd(row.GetInt64(6)));
}
