using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>The statements of one folder, prepared once for one connection.</summary>
internal sealed class SqliteStatements(SqliteConnection connection, string folder) : IDisposable
{
    private readonly Dictionary<string, SqliteStatement> _prepared = [];

    /// <param name="file">Name in the folder, without <c>.sql</c>.</param>
    public SqliteStatement this[string file] => Prepared(file, () => SqlFiles.Read($"{folder}/{file}.sql"));

    /// <summary>Runs a word of transaction control: <c>BEGIN IMMEDIATE</c>, <c>COMMIT</c>.</summary>
    public void Run(string words) => Prepared(words, () => words).Run();

    public void Dispose()
    {
        foreach (var statement in _prepared.Values) statement.Dispose();
    }

    private SqliteStatement Prepared(string key, Func<string> sql)
    {
        if (_prepared.TryGetValue(key, out var statement)) return statement;
        var command = connection.CreateCommand();
        command.CommandText = sql();
        return _prepared[key] = new SqliteStatement(command);
    }
}

/// <summary>One prepared statement. Every argument is set anew before each run.</summary>
internal sealed class SqliteStatement(SqliteCommand command) : IDisposable
{
    public SqliteStatement Set(string name, object? value)
    {
        var index = command.Parameters.IndexOf(name);
        if (index < 0) command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        else command.Parameters[index].Value = value ?? DBNull.Value;
        return this;
    }

    /// <summary>Returns how many rows changed.</summary>
    public int Run() => command.ExecuteNonQuery();

    public SqliteDataReader Read() => command.ExecuteReader();

    /// <summary>The first column of the first row; null when there is none.</summary>
    public T? Scalar<T>() where T : struct => command.ExecuteScalar() is T value ? value : null;

    public void Dispose() => command.Dispose();
}
