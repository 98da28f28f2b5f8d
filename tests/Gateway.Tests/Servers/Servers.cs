using Gateway.Tests.Servers;
using Xunit;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Gateway.Tests.Servers;

/// <summary>The servers that tests share, each started when it is first asked for and thrown away when the last test has run.</summary>
public sealed class Servers : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer?>> SharedPostgres = new(() => PostgresServer.TryStartAsync(durable: false));

    /// <summary>One cluster for the whole run: quick, and not safe against a crash of its own.</summary>
    internal static async Task<PostgresServer> PostgresAsync() => await SharedPostgres.Value ?? Missing<PostgresServer>(PostgresServer.WhyNot);

    /// <summary>Skips the test where a server is not to be had, and fails it where CI promised one.</summary>
    internal static T Missing<T>(string why)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"{why} With CI=true that is a failure.");
        Assert.Skip(why);
        throw new InvalidOperationException(why);
    }

    public async ValueTask DisposeAsync()
    {
        if (SharedPostgres.IsValueCreated && await SharedPostgres.Value is { } postgres) await postgres.DisposeAsync();
    }
}
