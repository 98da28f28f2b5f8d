using Gateway.Storage;
using Xunit;

namespace Gateway.Tests.Storage;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-storage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string File => Path.Combine(_folder, "a.db");

    [Theory]
    [InlineData("Host=db.internal;Username=gateway;Password=hunter2", "not a connection string")]
    [InlineData("Data Source=:memory:", "forget money")]
    [InlineData("Data Source=x.db;Mode=Memory", "forget money")]
    [InlineData("Data Source=/no/such/folder/x.db", "folder does not exist")]
    [InlineData("Data Source=file:x.db", "URI")]
    [InlineData("", "names no file")]
    [InlineData(null, "names no file")]
    [InlineData("hunter2", "not a connection string")]
    [InlineData("Data Source=x.db;Speed=hunter2", "not a connection string")]
    public void A_connection_string_that_cannot_be_used_is_named_without_its_secrets(string? text, string word)
    {
        Assert.Null(SqliteDatabase.Parse(text, TimeSpan.FromSeconds(1), out var fault));
        Assert.Contains(word, fault);
        Assert.DoesNotContain("hunter2", fault);
    }

    [Fact]
    public void A_writer_reaches_the_disk_before_it_says_so()
    {
        using var connection = Database().OpenWriter(create: true);
        Assert.Equal(("wal", 2L, 1L), (Ask(connection, "PRAGMA journal_mode"), Ask(connection, "PRAGMA synchronous"), Ask(connection, "PRAGMA foreign_keys")));
    }

    [Fact]
    public void Migrations_run_once_however_often_and_by_how_many_they_are_run()
    {
        using (var first = Database().OpenWriter(create: true)) Assert.NotEqual(0, Migrate(first));
        var steps = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ =>
        {
            using var connection = Database().OpenWriter(create: true);
            return Migrate(connection);
        }).ToList();
        Assert.All(steps, count => Assert.Equal(0, count));
    }

    [Fact]
    public void Two_processes_that_start_at_once_migrate_once()
    {
        var steps = Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ =>
        {
            using var connection = Database().OpenWriter(create: true);
            return Migrate(connection);
        }).ToList();
        Assert.Equal(SqlFiles.Migrations("Ledger/Sqlite/Migrations").Count, steps.Sum());
    }

    [Fact]
    public void A_database_from_a_newer_program_is_left_alone()
    {
        using var connection = Database().OpenWriter(create: true);
        Migrate(connection);
        Ask(connection, "INSERT INTO schema_versions VALUES (999, '999_future.sql', 0)");
        Assert.Contains("999", Assert.Throws<DatabaseTooNewException>(() => Migrate(connection)).Message);
    }

    [Fact]
    public void A_lock_is_held_by_one_and_free_after_it()
    {
        using (var first = DatabaseLock.TryTake(File))
        {
            Assert.NotNull(first);
            Assert.Null(DatabaseLock.TryTake(File));
        }

        using var second = DatabaseLock.TryTake(File);
        Assert.NotNull(second);
    }

    [Fact]
    public void Every_sql_file_says_what_it_does()
    {
        var names = typeof(SqlFiles).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal)).ToList();
        Assert.True(names.Count > 20);
        Assert.All(names.Where(name => !name.Contains("/Migrations/", StringComparison.Ordinal)), name =>
        {
            var text = SqlFiles.Read(name);
            Assert.StartsWith("-- ", text);
            Assert.Contains("Arguments", text);
            Assert.Contains("A second call", text);
        });
    }

    private SqliteDatabase Database() => SqliteDatabase.Parse($"Data Source={File}", TimeSpan.FromSeconds(5), out _)!;

    private static int Migrate(Microsoft.Data.Sqlite.SqliteConnection connection) =>
        SqliteMigrations.Apply(connection, "Ledger/Sqlite/Migrations", TimeProvider.System);

    private static object? Ask(Microsoft.Data.Sqlite.SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    [Fact]
    public void A_file_is_one_by_whatever_link_it_is_opened()
    {
        var folder = Directory.CreateTempSubdirectory("gateway-link-").FullName;
        try
        {
            var (file, link) = (Path.Combine(folder, "books.db"), Path.Combine(folder, "link.db"));
            System.IO.File.WriteAllBytes(file, []);
            System.IO.File.CreateSymbolicLink(link, file);
            Assert.Equal(file, SqliteDatabase.Parse($"Data Source={link}", TimeSpan.FromSeconds(1), out _)!.File);
            using var held = DatabaseLock.TryTake(file);
            Assert.NotNull(held);
            Assert.Null(DatabaseLock.TryTake(SqliteDatabase.Parse($"Data Source={link}", TimeSpan.FromSeconds(1), out _)!.File));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
