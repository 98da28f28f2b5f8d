using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>
/// Brings a file's schema to the version this program knows: forward only, in one transaction, so that two processes may start at once.
/// </summary>
internal static class SqliteMigrations
{
    /// <summary>Returns how many steps were made; none when the file was up to date.</summary>
    public static int Apply(SqliteConnection connection, string folder, TimeProvider time)
    {
        var migrations = SqlFiles.Migrations(folder);
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(connection, transaction, "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL) STRICT");
        var found = Version(connection, transaction);
        var known = migrations[^1].Version;
        if (found > known) throw new DatabaseTooNewException(connection.DataSource, found, known);
        var steps = migrations.Where(migration => migration.Version > found).ToList();
        foreach (var step in steps)
        {
            Run(connection, transaction, step.Sql);
            Run(connection, transaction, "INSERT INTO schema_versions (version, name, applied_at) VALUES ($version, $name, $at)",
                ("$version", step.Version), ("$name", step.Name), ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()));
        }

        transaction.Commit();
        return steps.Count;
    }

    private static long Version(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "SELECT coalesce(max(version), 0) FROM schema_versions";
        return (long)command.ExecuteScalar()!;
    }

    private static void Run(SqliteConnection connection, SqliteTransaction transaction, string sql, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in arguments) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }
}

/// <summary>A newer program has changed the file; this one would misread it.</summary>
internal sealed class DatabaseTooNewException(string file, long found, long known)
    : Exception($"'{file}' has schema version {found}, written by a newer version of this program; this one knows versions up to {known}. Nothing was changed.");
