using System.Text.Json.Nodes;
using Npgsql;

namespace Gateway.Faults;

/// <summary>One charge as it stands in the database, read by nobody's code but this.</summary>
internal sealed record LedgerCharge(string Id, string Team, string State, string? Prediction, long Hold, long Settled, string Order, string Note, bool Claimed, string ReleaseReason)
{
    public bool HasEnded => State is "settled" or "released";

    public static async Task<IReadOnlyList<LedgerCharge>> ReadAllAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database + ";Pooling=false;Timeout=5");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT id, team, state, prediction, hold, settled, tags, note, claimed, release_reason FROM charges ORDER BY id", connection);
        await using var row = await command.ExecuteReaderAsync();
        var charges = new List<LedgerCharge>();
        while (await row.ReadAsync())
            charges.Add(new LedgerCharge(
                row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3), row.GetInt64(4), row.GetInt64(5), OrderIn(Text(row, 6)), Text(row, 7) ?? "",
                row.GetBoolean(8), row.GetString(9)));
        return charges;
    }

    public override string ToString() =>
        $"{Id} of {Team} for {Order}: {State}{(Claimed ? ", claimed" : "")}{(ReleaseReason == "none" ? "" : $", {ReleaseReason}")}, settled {Settled}, prediction {Prediction ?? "none"} ({Note})";

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static string OrderIn(string? tags) => tags is null ? "" : $"order {(string?)JsonNode.Parse(tags)!["order"]}";
}
