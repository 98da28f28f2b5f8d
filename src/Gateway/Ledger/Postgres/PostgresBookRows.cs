using System.Data.Common;
using Gateway.Ledger.Books;
using Gateway.Storage;
using Npgsql;

namespace Gateway.Ledger.Postgres;

/// <summary>
/// The rows that prove the books, all of one moment: read through cursors, a page at a time, so that two readings share one transaction and the
/// journal need not fit into memory.
/// </summary>
internal sealed class PostgresBookRows : IBookRows, IDisposable
{
    private const int PageSize = 5_000;

    private readonly NpgsqlConnection _connection;
    private int _cursors;

    private PostgresBookRows(NpgsqlConnection connection) => _connection = connection;

    public static PostgresBookRows Begin(NpgsqlConnection connection)
    {
        var rows = new PostgresBookRows(connection);
        rows.Run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
        return rows;
    }

    public IEnumerable<T> Read<T>(string file, Func<DbDataReader, T> row)
    {
        var cursor = $"books_{++_cursors}";
        Run($"DECLARE {cursor} NO SCROLL CURSOR FOR {SqlFiles.Read($"{PostgresLedger.SqlFolder}/{file}.sql")}");
        List<T> page;
        do
        {
            page = Fetch(cursor, row);
            foreach (var each in page) yield return each;
        }
        while (page.Count == PageSize);
    }

    public void Dispose() => Run("ROLLBACK");

    private List<T> Fetch<T>(string cursor, Func<DbDataReader, T> row)
    {
        var page = new List<T>();
        using var command = new NpgsqlCommand($"FETCH {PageSize} FROM {cursor}", _connection);
        using var rows = command.ExecuteReader();
        while (rows.Read()) page.Add(row(rows));
        return page;
    }

    private void Run(string sql)
    {
        using var command = new NpgsqlCommand(sql, _connection);
        command.ExecuteNonQuery();
    }
}
