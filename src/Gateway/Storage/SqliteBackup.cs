using Microsoft.Data.Sqlite;

namespace Gateway.Storage;

/// <summary>Copies a SQLite file as it stands at one moment, while others read and write it; nobody waits for it.</summary>
internal static class SqliteBackup
{
    /// <summary>Writes one file that needs no other beside it. Throws <see cref="IOException"/> where there is one already.</summary>
    public static void Copy(SqliteDatabase database, string file)
    {
        // Taken at once, so that two backups at a time cannot write the same file.
        using (new FileStream(file, FileMode.CreateNew, FileAccess.Write)) { }
        try
        {
            using var from = database.OpenReader();
            using var to = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
            to.Open();
            from.BackupDatabase(to);
            using var command = to.CreateCommand();
            // The copy of a file with a write-ahead log would ask for a log of its own.
            command.CommandText = "PRAGMA journal_mode = DELETE";
            command.ExecuteNonQuery();
        }
        catch
        {
            File.Delete(file);
            throw;
        }
    }
}
