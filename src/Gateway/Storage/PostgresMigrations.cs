using Npgsql;

namespace Gateway.Storage;

/// <summary>
/// Brings a database's schema to the version this program knows: forward only, in one transaction under a lock of its own, so that any number of
/// replicas may start at once.
/// </summary>
internal static class PostgresMigrations
{
    /// <summary>Any number, the same for every version of this program.</summary>
    private const long LockKey = 0x61746c61_73677731;

    /// <summary>A step over large books may take long, and the other replicas wait for it.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);

    /// <summary>Returns how many steps were made; none when the database was up to date.</summary>
    public static int Apply(NpgsqlConnection connection, string folder)
    {
        var migrations = SqlFiles.Migrations(folder);
        Run(connection, $"BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL statement_timeout = {(long)Longest.TotalMilliseconds}; SET LOCAL client_min_messages = warning");
        using (var wait = Command(connection, "SELECT pg_advisory_xact_lock($1)", LockKey)) wait.ExecuteNonQuery();
        Run(connection, "CREATE TABLE IF NOT EXISTS schema_versions (version integer PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
        var found = Version(connection);
        var known = migrations[^1].Version;
        if (found > known) throw new DatabaseTooNewException(connection.Database, found, known);
        var steps = migrations.Where(migration => migration.Version > found).ToList();
        foreach (var step in steps)
        {
            Run(connection, step.Sql);
            using var note = Command(connection, "INSERT INTO schema_versions (version, name) VALUES ($1, $2)", step.Version, step.Name);
            note.ExecuteNonQuery();
        }

        Run(connection, "COMMIT");
        return steps.Count;
    }

    /// <summary>Whether any step was ever made here.</summary>
    public static bool Exist(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT to_regclass('schema_versions') IS NOT NULL");
        return (bool)command.ExecuteScalar()!;
    }

    private static long Version(NpgsqlConnection connection)
    {
        using var command = Command(connection, "SELECT coalesce(max(version), 0) FROM schema_versions");
        return (int)command.ExecuteScalar()!;
    }

    private static void Run(NpgsqlConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, params ReadOnlySpan<object> arguments)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)Longest.TotalSeconds };
        foreach (var argument in arguments) command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return command;
    }
}
