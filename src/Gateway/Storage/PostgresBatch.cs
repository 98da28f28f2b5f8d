using Npgsql;

namespace Gateway.Storage;

/// <summary>
/// Statements that travel together, in one round trip; each sees what was committed before it began. Texts are the files of a folder, with
/// arguments by position.
/// </summary>
internal sealed class PostgresBatch(NpgsqlConnection connection, string folder) : IDisposable
{
    private readonly NpgsqlBatch _batch = new(connection);
    private readonly List<Action<NpgsqlDataReader>?> _readers = [];

    /// <summary>Transaction control: <c>BEGIN</c>, <c>COMMIT</c>.</summary>
    public PostgresBatch Words(string words)
    {
        _batch.BatchCommands.Add(new NpgsqlBatchCommand(words));
        _readers.Add(null);
        return this;
    }

    /// <param name="file">Name in the folder, without <c>.sql</c>.</param>
    public PostgresBatch Add(string file, params ReadOnlySpan<PostgresValue> arguments) => Add(file, null, arguments);

    /// <param name="read">Called for each row of the result.</param>
    public PostgresBatch Add(string file, Action<NpgsqlDataReader>? read, params ReadOnlySpan<PostgresValue> arguments)
    {
        var command = new NpgsqlBatchCommand(SqlFiles.Read($"{folder}/{file}.sql"));
        foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter { Value = argument.Value ?? DBNull.Value });
        _batch.BatchCommands.Add(command);
        _readers.Add(read);
        return this;
    }

    public void Run()
    {
        using var reader = _batch.ExecuteReader();
        foreach (var read in _readers)
        {
            // Only statements that give rows have a result.
            if (read is null) continue;
            while (reader.Read()) read(reader);
            reader.NextResult();
        }

        while (reader.NextResult())
        {
            // To the end, so that a fault of the last statement is heard.
        }
    }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await using var reader = await _batch.ExecuteReaderAsync(cancellationToken);
        foreach (var read in _readers)
        {
            if (read is null) continue;
            while (await reader.ReadAsync(cancellationToken)) read(reader);
            await reader.NextResultAsync(cancellationToken);
        }

        while (await reader.NextResultAsync(cancellationToken))
        {
            // As above.
        }
    }

    public void Dispose() => _batch.Dispose();
}
