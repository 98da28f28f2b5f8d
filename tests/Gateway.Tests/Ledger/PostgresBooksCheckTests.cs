using Gateway.Ledger.Writing;

namespace Gateway.Tests.Ledger;

/// <summary>Books in PostgreSQL.</summary>
public sealed class PostgresBooksCheckTests : BooksCheckTests
{
    private readonly PostgresLedgers _replicas = new();

    private protected override async Task<BatchedLedger> OpenAsync(TimeProvider time) => await _replicas.OpenAsync(time);

    private protected override async Task ForgetAsync() => await _replicas.DisposeAsync();

    private protected override Task ExecuteAsync(string sql) => _replicas.ExecuteAsync(sql);

    /// <summary>As a replica applying changes, a session fires no triggers and checks no references.</summary>
    private protected override Task TamperAsync(string sql) => ExecuteAsync("SET session_replication_role = replica; " + sql);
}
