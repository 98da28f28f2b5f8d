using System.Data.Common;

namespace Gateway.Ledger.Books;

/// <summary>The rows that prove the books, all of one moment. Two readings may be under way at once.</summary>
internal interface IBookRows
{
    /// <param name="file">The query's name, as <c>books-entries</c>; each database has its own text and gives the same columns.</param>
    /// <param name="row">Called while the reader stands on a row.</param>
    IEnumerable<T> Read<T>(string file, Func<DbDataReader, T> row);
}
