using Microsoft.Data.Sqlite;

namespace Gateway.Bench.Scenarios;

/// <summary>A ledger file with many charges that have ended.</summary>
internal static class FilledLedger
{
    private const string Script = "fill-ledger.sql";

    /// <param name="file">A ledger with one charge, which nobody has open.</param>
    public static void Fill(string file, int charges)
    {
        using var stream = typeof(FilledLedger).Assembly.GetManifestResourceStream(Script)!;
        using var text = new StreamReader(stream);
        using var connection = new SqliteConnection($"Data Source={file};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text.ReadToEnd();
        command.CommandTimeout = 0;
        command.Parameters.AddWithValue("$charges", charges);
        command.ExecuteNonQuery();
    }
}
