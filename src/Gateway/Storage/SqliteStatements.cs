using Microsoft.Data.Sqlite;
using SQLitePCL;

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
        return _prepared[key] = new SqliteStatement(connection, sql());
    }
}

/// <summary>
/// One statement, prepared when it is first run. Every argument is set anew before each run. What returns no rows is run by SQLite's own calls: the
/// writer does little else, and the driver would look up every argument by its name each time.
/// </summary>
internal sealed class SqliteStatement(SqliteConnection connection, string sql) : IDisposable
{
    private readonly List<(string Name, object? Value)> _arguments = [];
    private int _next;
    private sqlite3_stmt? _prepared;
    private int[] _places = [];
    private SqliteCommand? _command;

    public SqliteStatement Set(string name, object? value)
    {
        // Callers set them in the same order each time.
        var at = _next < _arguments.Count && _arguments[_next].Name == name ? _next : _arguments.FindIndex(argument => argument.Name == name);
        if (at < 0)
        {
            at = _arguments.Count;
            _arguments.Add((name, value));
        }
        else _arguments[at] = (name, value);
        _next = at + 1 == _arguments.Count ? 0 : at + 1;
        return this;
    }

    /// <summary>Returns how many rows changed.</summary>
    public int Run()
    {
        var statement = _prepared ??= Prepare();
        try
        {
            for (var at = 0; at < _arguments.Count; at++) Check(Bind(statement, _places[at], _arguments[at].Value));
            int code;
            while ((code = raw.sqlite3_step(statement)) == raw.SQLITE_ROW) { }
            if (code != raw.SQLITE_DONE) Check(code);
            return raw.sqlite3_changes(connection.Handle);
        }
        finally
        {
            // Tells the same fault once more, or none.
            raw.sqlite3_reset(statement);
        }
    }

    public SqliteDataReader Read() => Command().ExecuteReader();

    /// <summary>The first column of the first row; null when there is none.</summary>
    public T? Scalar<T>() where T : struct => Command().ExecuteScalar() is T value ? value : null;

    public void Dispose()
    {
        _prepared?.Dispose();
        _command?.Dispose();
    }

    private SqliteCommand Command()
    {
        if (_command is null)
        {
            _command = connection.CreateCommand();
            _command.CommandText = sql;
            foreach (var (name, _) in _arguments) _command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }
        for (var at = 0; at < _arguments.Count; at++) _command.Parameters[at].Value = _arguments[at].Value ?? DBNull.Value;
        return _command;
    }

    private sqlite3_stmt Prepare()
    {
        Check(raw.sqlite3_prepare_v2(connection.Handle, sql, out var statement));
        _places = [.. _arguments.Select(argument => raw.sqlite3_bind_parameter_index(statement, argument.Name))];
        return statement;
    }

    private static int Bind(sqlite3_stmt statement, int place, object? value) => value switch
    {
        null => raw.sqlite3_bind_null(statement, place),
        string text => raw.sqlite3_bind_text(statement, place, text),
        long number => raw.sqlite3_bind_int64(statement, place, number),
        int number => raw.sqlite3_bind_int(statement, place, number),
        byte[] bytes => raw.sqlite3_bind_blob(statement, place, bytes),
        _ => throw new ArgumentException($"{value.GetType().Name} is no type of SQLite's.", nameof(value)),
    };

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, connection.Handle);
}
