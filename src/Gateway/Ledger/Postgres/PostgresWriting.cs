using System.Globalization;
using System.Text.Json;
using Gateway.Ledger.Writing;
using Gateway.Storage;

namespace Gateway.Ledger.Postgres;

/// <summary>Writes what a batch changed: one statement for each table, whatever the number of rows.</summary>
internal static class PostgresWriting
{
    public static void Add(PostgresBatch batch, BatchChanges changes)
    {
        var now = UnixTime.Of(changes.Now);
        if (changes.Journaled)
        {
            batch.Add("head-move", changes.Seq, now, changes.Entries.Count > 0 ? changes.Entries[^1].Id : 0L);
            batch.Add("batch-insert", changes.Seq, now, changes.Token);
        }

        AddBalances(batch, [.. changes.Balances.OrderBy(row => row.Key.Scope, StringComparer.Ordinal).ThenBy(row => Words<BudgetPeriod>.Of(row.Key.Period), StringComparer.Ordinal).ThenBy(row => row.Key.Start)]);
        AddHeld(batch, changes.Held);
        if (changes.Unclaimed.Count > 0) batch.Add("charges-unclaim", Column(changes.Unclaimed, id => id.Value));
        AddUpdated(batch, changes.Updated);
        if (changes.Looks.Count > 0) batch.Add("looks-move", Column(changes.Looks, Id), Column(changes.Looks, Look));
        if (changes.FreedKeys.Count > 0) batch.Add("keys-free", Column(changes.FreedKeys, id => id.Value));
        AddKeys(batch, changes.TakenKeys);
        if (changes.DroppedFinals.Count > 0) batch.Add("answers-drop", Column(changes.DroppedFinals, id => id.Value));
        AddAnswers(batch, changes.Kept);
        AddEntries(batch, changes.Entries, changes.Seq, now);
        AddAdmissions(batch, changes.Admissions, changes.Seq);
        if (changes.Probed) batch.Add("probe-write", now);
    }

    private static void AddBalances(PostgresBatch batch, IReadOnlyCollection<(BalanceKey Key, Balance Balance)> rows)
    {
        if (rows.Count == 0) return;
        batch.Add("balances-write",
        [
            .. PostgresLoading.Columns([.. rows.Select(row => row.Key)]),
            Column(rows, row => row.Balance.Held.Nanos), Column(rows, row => row.Balance.Settled.Nanos),
        ]);
    }

    private static void AddHeld(PostgresBatch batch, IReadOnlyCollection<StoredCharge> rows)
    {
        if (rows.Count == 0) return;
        batch.Add("charges-insert",
            Column(rows, Id),
            Column(rows, row => row.Charge.Team.Name),
            Column(rows, row => row.Charge.Caller.Name),
            Column(rows, row => row.Charge.CostCenter),
            Column(rows, row => row.Charge.Operation),
            Column(rows, row => row.Charge.Model),
            Column(rows, row => row.Charge.QuotedUsd.Nanos),
            Column(rows, row => row.Charge.HoldUsd.Nanos),
            Column(rows, row => row.Charge.Tokens?.ToString(CultureInfo.InvariantCulture)),
            Column(rows, row => row.Charge.PriceBookVersion),
            Column(rows, row => JsonSerializer.Serialize(row.Charge.Fingerprint.FieldHashes)),
            Column(rows, row => row.Charge.Fingerprint.Whole),
            Column(rows, row => UnixTime.Of(row.Charge.HeldAt)),
            Column(rows, row => UnixTime.Of(row.Charge.SentAt)),
            Column(rows, row => UnixTime.Up(row.Charge.SendingUntil)),
            Column(rows, row => row.Charge.Tags),
            Column(rows, row => row.Charge.PricedFields),
            Column(rows, row => row.Charge.TraceParent),
            Column(rows, Look));
    }

    private static void AddUpdated(PostgresBatch batch, IReadOnlyCollection<StoredCharge> rows)
    {
        if (rows.Count == 0) return;
        batch.Add("charges-update",
            Column(rows, Id),
            Column(rows, row => Words<ChargeState>.Of(row.Charge.State)),
            Column(rows, row => row.Charge.Prediction?.Value),
            Column(rows, row => row.Charge.Claimed),
            Column(rows, row => row.Charge.SettledUsd.Nanos),
            Column(rows, row => Words<PriceSource>.Of(row.Charge.PriceSource)),
            Column(rows, row => Words<ReleaseReason>.Of(row.Charge.ReleaseReason)),
            Column(rows, row => row.Charge.EndedAt is { } at ? UnixTime.Of(at) : (long?)null),
            Column(rows, row => row.Charge.Note),
            Column(rows, row => row.Life),
            Column(rows, Look));
    }

    private static void AddKeys(PostgresBatch batch, IReadOnlyCollection<(IdempotencyKey Key, ChargeId Charge)> rows)
    {
        if (rows.Count == 0) return;
        batch.Add("keys-insert",
            Column(rows, row => row.Key.Scope), Column(rows, row => row.Key.Key), Column(rows, row => row.Key.BodyHash), Column(rows, row => row.Charge.Value));
    }

    private static void AddAnswers(PostgresBatch batch, IReadOnlyCollection<KeyValuePair<(ChargeId Charge, AnswerKind Kind), VendorBytes>> rows)
    {
        if (rows.Count == 0) return;
        batch.Add("answers-keep",
            Column(rows, row => row.Key.Charge.Value), Column(rows, row => Words<AnswerKind>.Of(row.Key.Kind)),
            Column(rows, row => row.Value.ContentType), Column(rows, row => row.Value.Body.ToArray()));
    }

    private static void AddEntries(PostgresBatch batch, IReadOnlyCollection<Entry> rows, long seq, long now)
    {
        if (rows.Count == 0) return;
        batch.Add("entries-insert",
            seq,
            Column(rows, row => row.Id), Column(rows, row => row.Charge.Charge.Id.Value), Column(rows, row => row.Charge.Life),
            Column(rows, row => Words<EntryKind>.Of(row.Kind)), Column(rows, row => row.Evidence),
            Column(rows, row => row.Held.Nanos), Column(rows, row => row.Settled.Nanos), Column(rows, row => row.Note),
            now);
    }

    private static void AddAdmissions(PostgresBatch batch, IReadOnlyCollection<Admission> rows, long seq)
    {
        if (rows.Count == 0) return;
        batch.Add("admissions-insert",
        [
            seq, .. PostgresLoading.Columns([.. rows.Select(row => row.Key)]),
            Column(rows, row => row.Limit.Nanos), Column(rows, row => row.Budget),
            Column(rows, row => row.Settled.Nanos), Column(rows, row => row.Held.Nanos), Column(rows, row => row.Added.Nanos),
            Column(rows, row => row.AsOf), Column(rows, row => row.Through),
        ]);
    }

    private static string Id(StoredCharge row) => row.Charge.Id.Value;

    private static long? Look(StoredCharge row) => row.LookAt is { } at ? UnixTime.Up(at) : null;

    private static T[] Column<TRow, T>(IReadOnlyCollection<TRow> rows, Func<TRow, T> value)
    {
        var (column, at) = (new T[rows.Count], 0);
        foreach (var row in rows) column[at++] = value(row);
        return column;
    }
}
