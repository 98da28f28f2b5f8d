using Gateway.Storage;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Storage;

public sealed class RedisSettingsTests
{
    private const string Postgres = "Host=db.example;Port=5432;Database=books;Username=gateway";

    [Theory]
    [InlineData("redis.example.com:6379,pasword=hunter2")]
    [InlineData("password=hunter2")]
    [InlineData("redis://:hunter2@redis.example.com:6379")]
    [InlineData("redis.example.com:6379,password=hunter2,ssl=perhaps")]
    public void What_cannot_be_read_is_told_in_one_line_without_what_was_given(string text)
    {
        var fault = Assert.Single(RedisSettings.FaultsOf(Settings(text)));
        Assert.StartsWith("ConnectionStrings:Redis: ", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void None_is_no_fault(string? text)
    {
        Assert.Empty(RedisSettings.FaultsOf(Settings(text)));
        Assert.Null(RedisSettings.Read(Settings(text)));
    }

    [Fact]
    public void The_client_never_gives_up_and_queues_nothing()
    {
        var options = RedisSettings.Read(Settings("redis.example.com,abortConnect=true,password=hunter2"))!.Options;
        Assert.Equal((false, 1000, "hunter2"), (options.AbortOnConnectFail, options.AsyncTimeout, options.Password));
        Assert.False(options.BacklogPolicy.QueueWhileDisconnected);
    }

    [Fact]
    public void Replicas_of_one_gateway_share_their_keys_and_no_other_gateway_does()
    {
        var one = Prefix(Postgres);
        Assert.Equal(one, Prefix(Postgres + ";Password=old"));
        Assert.Equal(one, Prefix("Server=DB.example;Database=books;Username=gateway;Password=new;Maximum Pool Size=9"));
        Assert.NotEqual(one, Prefix(Postgres.Replace("books", "others", StringComparison.Ordinal)));
        Assert.NotEqual(one, Prefix(Postgres.Replace("db.example", "db2.example", StringComparison.Ordinal)));
        Assert.NotEqual(one, Prefix(Postgres, "https://sandbox.example"));
        Assert.NotEqual(Prefix("Data Source=a.db"), Prefix("Data Source=b.db"));
    }

    private static string Prefix(string ledger, string vendor = "https://api.atlascloud.ai") =>
        RedisSettings.Read(Settings("redis.example.com", ledger, vendor))!.Prefix;

    private static IConfiguration Settings(string? redis, string? ledger = null, string? vendor = null) => new ConfigurationBuilder().AddInMemoryCollection(
        [new("ConnectionStrings:Redis", redis), new("ConnectionStrings:Ledger", ledger), new("Atlas:BaseUrl", vendor)]).Build();
}
