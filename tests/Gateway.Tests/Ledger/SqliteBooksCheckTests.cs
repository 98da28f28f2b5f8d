using Gateway.Ledger.Writing;

namespace Gateway.Tests.Ledger;

/// <summary>Books in a SQLite file.</summary>
public sealed class SqliteBooksCheckTests : BooksCheckTests
{
    private readonly TemporaryLedger _files = new();

    private protected override Task<BatchedLedger> OpenAsync(TimeProvider time) => Task.FromResult<BatchedLedger>(_files.Open(time));

    private protected override Task ForgetAsync()
    {
        _files.Dispose();
        return Task.CompletedTask;
    }

    private protected override Task ExecuteAsync(string sql)
    {
        _files.Execute(sql);
        return Task.CompletedTask;
    }

    private protected override Task TamperAsync(string sql)
    {
        foreach (var trigger in new[] { "entries_are_not_changed", "entries_are_not_deleted", "admissions_are_not_changed" })
            _files.Execute($"DROP TRIGGER {trigger}");
        return ExecuteAsync("PRAGMA foreign_keys = OFF; " + sql);
    }
}
