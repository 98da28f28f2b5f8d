using Gateway.Ledger.Postgres;
using Gateway.Storage;
using Npgsql;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>Whatever is asked for every submit finds its rows by an index, however many there are.</summary>
public sealed class PostgresPlansTests : IAsyncLifetime
{
    private const int Charges = 60_000;

    private readonly PostgresLedgers _replicas = new();

    public async ValueTask InitializeAsync()
    {
        await (await _replicas.OpenAsync()).DisposeAsync();
        await _replicas.ExecuteAsync($"""
            SET session_replication_role = replica;
            INSERT INTO batches SELECT i, i, md5(i::text) FROM generate_series(1, {Charges}) AS i;
            INSERT INTO charges (id, team, caller, operation, model, state, quoted, hold, price_book, fingerprint, fingerprint_whole, held_at, sent_at,
              sending_until, prediction, ended_at, look_at, release_reason)
            SELECT 'chg_' || i, 'team' || i % 20, 'team/a', 'generateVideo', 'model' || i % 5, CASE WHEN i % 1000 = 0 THEN 'held' ELSE 'settled' END, 1, 1, 'v', '[]', md5(i::text), i, i,
              i, CASE WHEN i % 1000 = 0 THEN NULL ELSE 'p' || i END, CASE WHEN i % 1000 = 0 THEN NULL ELSE i END, CASE WHEN i % 500 = 0 THEN i END, 'none'
            FROM generate_series(1, {Charges}) AS i;
            INSERT INTO entries SELECT i, i, 'chg_' || i, 0, 'hold', '', 1, 0, i FROM generate_series(1, {Charges}) AS i;
            INSERT INTO balances SELECT 'team:t' || i, 'hour', i, 1, 1 FROM generate_series(1, {Charges}) AS i;
            INSERT INTO answers SELECT 'chg_' || i, 'final', 't', 'x' FROM generate_series(1, {Charges}) AS i;
            INSERT INTO idempotency_keys SELECT 's', 'k' || i, 'h', 'chg_' || i FROM generate_series(1, {Charges}) AS i;
            ANALYZE
            """);
    }

    public ValueTask DisposeAsync() => _replicas.DisposeAsync();

    [Fact]
    public async Task No_statement_of_the_writer_or_of_a_poll_reads_a_whole_table()
    {
        string[] ids = [.. Enumerable.Range(1, 64).Select(i => $"chg_{i * 7}")];
        string[] predictions = [.. ids.Select(id => id.Replace("chg_", "p", StringComparison.Ordinal))];
        string[] words = [.. ids.Select(_ => "s")];
        string[] keys = [.. ids.Select(id => id.Replace("chg_", "k", StringComparison.Ordinal))];
        string[] scopes = [.. Enumerable.Range(1, 64).Select(i => $"team:t{i}")];
        string[] periods = [.. scopes.Select(_ => "hour")];
        long[] starts = [.. Enumerable.Range(1, 64).Select(i => (long)i)];
        await AssertIndexedAsync("charges-find", ids);
        await AssertIndexedAsync("charges-by-prediction", predictions);
        await AssertIndexedAsync("charges-by-key", words, keys);
        await AssertIndexedAsync("charges-sending", ids);
        await AssertIndexedAsync("charges-due", 900L, 64);
        await AssertIndexedAsync("in-flight", new[] { "team0" });
        await AssertIndexedAsync("keys-find", words, keys);
        await AssertIndexedAsync("keys-free", ids);
        await AssertIndexedAsync("answers-final", ids);
        await AssertIndexedAsync("answer-best", "chg_7");
        await AssertIndexedAsync("balances-take", scopes, periods, starts);
        await AssertIndexedAsync("balances-read", scopes, periods, starts);
        await AssertIndexedAsync("looks-move", ids, starts.Select(start => (long?)start).ToArray());
        await AssertIndexedAsync("charges-unclaim", ids);
        await AssertIndexedAsync("owned", predictions);
        await AssertIndexedAsync("without-prediction", "model0", 0L);
        await AssertIndexedAsync("charges-list", (string?)null, 0L, long.MaxValue, long.MaxValue, "", 51);
        await AssertIndexedAsync("charges-list-team", (string?)null, 0L, long.MaxValue, long.MaxValue, "", 51, "team3");
    }

    private async Task AssertIndexedAsync(string file, params PostgresValue[] arguments)
    {
        await using var connection = new NpgsqlConnection(await _replicas.ConnectionAsync() + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("EXPLAIN " + SqlFiles.Read($"{PostgresLedger.SqlFolder}/{file}.sql"), connection);
        foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter { Value = argument.Value ?? DBNull.Value });
        var plan = new List<string>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync()) plan.Add(rows.GetString(0));
        Assert.False(plan.Any(line => line.Contains("Seq Scan", StringComparison.Ordinal)), $"{file}: {string.Join(Environment.NewLine, plan)}");
    }
}
