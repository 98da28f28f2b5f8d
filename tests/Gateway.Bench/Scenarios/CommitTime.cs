using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Gateway.Bench.Scenarios;

/// <summary>How long the disk takes to keep one row for good: what a durable step costs whoever does it.</summary>
internal static class CommitTime
{
    private const int Commits = 500;

    public static TimeSpan Median(string folder)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "commits.db")};Pooling=false");
        connection.Open();
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE commits (at INTEGER)");
        var times = Enumerable.Range(0, Commits).Select(_ =>
        {
            var begun = Stopwatch.GetTimestamp();
            Run("INSERT INTO commits VALUES (1)");
            return Stopwatch.GetElapsedTime(begun);
        }).Order().ToList();
        return times[Commits / 2];

        void Run(string sql)
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }
    }
}
