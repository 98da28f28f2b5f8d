using Gateway.Tests.Servers;
using Npgsql;

namespace Gateway.Faults;

/// <summary>Looks at what is committed while the run goes on, by a way of its own: no budget that is never overcharged is ever exceeded, and no cap.</summary>
internal sealed class OutsideReader(Arena arena)
{
    private const string Balances = """
        SELECT scope, period, held, settled FROM balances
        WHERE (scope, period) IN (('team:poor', 'total'), ('team:narrow', 'day')) OR held < 0 OR settled < 0
        """;

    /// <summary>Running jobs of the team that has a cap. One that was unknown for a while did not count meanwhile, and runs beside them when it is found.</summary>
    private const string Running = """
        SELECT count(*) FROM charges WHERE team = 'narrow' AND state IN ('held', 'submitted')
        AND NOT EXISTS (SELECT FROM entries WHERE entries.charge_id = charges.id AND kind = 'unknown')
        """;

    public async Task RunAsync(CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            try
            {
                await using var connection = new NpgsqlConnection(arena.Database + ";Pooling=false;Timeout=3;Command Timeout=5");
                await connection.OpenAsync(until);
                while (!until.IsCancellationRequested)
                {
                    await LookAsync(connection, until);
                    await Task.Delay(TimeSpan.FromMilliseconds(40), TimeProvider.System, until);
                }
            }
            catch (Exception away) when (away is NpgsqlException or OperationCanceledException or TimeoutException or IOException)
            {
                // The server was killed or stands still: it is looked at again when it is back.
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }
    }

    private async Task LookAsync(NpgsqlConnection connection, CancellationToken until)
    {
        await using var running = new NpgsqlCommand(Running, connection);
        var count = (long)(await running.ExecuteScalarAsync(until))!;
        arena.Witness.Expect(count <= Teams.NarrowCap, () => $"{count} jobs of team narrow run at once");
        if (count == Teams.NarrowCap) arena.Witness.Count("looks of the outside reader that found a cap reached");
        await using var command = new NpgsqlCommand(Balances, connection);
        await using var row = await command.ExecuteReaderAsync(until);
        arena.Witness.Count("looks of the outside reader");
        while (await row.ReadAsync(until))
        {
            var (scope, period, held, settled) = (row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3));
            arena.Witness.Expect(held >= 0 && settled >= 0, () => $"{scope} {period}: held {held}, settled {settled} nano-dollars");
            if (Teams.LimitOf(scope["team:".Length..], arena.Raised) is not { } limit) continue;
            arena.Witness.Expect(held + settled <= Usd.FromDollars(limit).Nanos, () => $"{scope} {period}: held {held} and settled {settled} nano-dollars of {limit} USD");
        }
    }
}
