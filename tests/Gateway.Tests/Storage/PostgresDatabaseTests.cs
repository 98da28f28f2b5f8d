using Gateway.Storage;
using Gateway.Tests.Ledger;
using Npgsql;
using Xunit;

namespace Gateway.Tests.Storage;

public sealed class PostgresDatabaseTests
{
    [Theory]
    [InlineData("Host=' ';Password=hunter2", "names no server")]
    [InlineData("Host=db;Password=hunter2;Speed=9", "not a PostgreSQL connection string")]
    [InlineData("Host=db;Port=hunter2", "not a PostgreSQL connection string")]
    [InlineData("Host=db;Password=hunter2;Minimum Pool Size=9;Maximum Pool Size=3", "not a PostgreSQL connection string")]
    public void A_connection_string_that_cannot_be_used_is_named_without_its_secrets(string text, string word)
    {
        Assert.True(PostgresDatabase.IsMeantBy(text));
        Assert.Null(PostgresDatabase.Parse(text, 10, TimeSpan.FromSeconds(1), out var fault));
        Assert.Contains(word, fault);
        Assert.DoesNotContain("hunter2", fault);
    }

    [Theory]
    [InlineData("Host=db;Database=gateway", true)]
    [InlineData("server = db", true)]
    [InlineData("Data Source=gateway.db", false)]
    [InlineData("hunter2", false)]
    [InlineData(null, false)]
    public void A_server_is_told_from_a_file(string? text, bool isServer) => Assert.Equal(isServer, PostgresDatabase.IsMeantBy(text));

    [Fact]
    public async Task What_a_person_reads_names_the_place_and_no_password()
    {
        await using var database = PostgresDatabase.Parse("Host=db;Database=books;Username=gateway;Password=hunter2", 10, TimeSpan.FromSeconds(1), out _)!;
        Assert.Equal("db:5432/books", database.Place);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData(";Maximum Pool Size=3", 3)]
    public async Task There_are_as_many_connections_as_configured_and_no_more(string more, int expected)
    {
        await using var ledgers = new PostgresLedgers();
        await using var database = PostgresDatabase.Parse(await ledgers.ConnectionAsync() + ";Timeout=1" + more, 2, TimeSpan.FromSeconds(1), out _)!;
        var opened = new List<NpgsqlConnection>();
        try
        {
            for (var i = 0; i < expected; i++) opened.Add(database.Open());
            Assert.Throws<NpgsqlException>(() => database.Open());
        }
        finally
        {
            foreach (var connection in opened) await connection.DisposeAsync();
        }
    }
}
