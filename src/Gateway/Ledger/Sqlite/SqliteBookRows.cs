using System.Data.Common;
using Gateway.Ledger.Books;
using Gateway.Storage;

namespace Gateway.Ledger.Sqlite;

/// <summary>The rows that prove the books, streamed from one reading of the file.</summary>
internal sealed class SqliteBookRows(SqliteStatements sql) : IBookRows
{
    public IEnumerable<T> Read<T>(string file, Func<DbDataReader, T> row)
    {
        using var rows = sql[file].Read();
        while (rows.Read()) yield return row(rows);
    }
}
