using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;
using StackExchange.Redis;

namespace Gateway.Storage;

/// <summary>Where Redis is, and the name under which this gateway keeps its things there.</summary>
internal sealed class RedisSettings
{
    public const string Key = "ConnectionStrings:Redis";
    private const string LedgerKey = "ConnectionStrings:Ledger";
    private const string VendorKey = "Atlas:BaseUrl";

    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between two attempts to reach a server that is away; the first follow after a fraction of it.</summary>
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(2);

    private RedisSettings(ConfigurationOptions options, string prefix) => (Options, Prefix) = (options, prefix);

    /// <summary>As the client wants them: never gives up, queues nothing while it is away, and drops what is not answered.</summary>
    public ConfigurationOptions Options { get; }

    /// <summary>
    /// Before every key and channel: one vendor account and one ledger. Two gateways with books of their own may share a Redis and never
    /// read each other's; all replicas of one gateway have the same.
    /// </summary>
    public string Prefix { get; }

    /// <summary>Null when no Redis is configured, or it cannot be read.</summary>
    public static RedisSettings? Read(IConfiguration configuration)
    {
        if (configuration[Key] is not { } text || string.IsNullOrWhiteSpace(text)) return null;
        return TryParse(text, out var options) ? new RedisSettings(options, PrefixOf(configuration)) : null;
    }

    /// <summary>Says what is expected and never what was given: that may hold a password.</summary>
    public static IEnumerable<string> FaultsOf(IConfiguration configuration) =>
        string.IsNullOrWhiteSpace(configuration[Key]) || Read(configuration) is not null
            ? []
            : [$"{Key}: is not a Redis connection string such as redis.example.com:6379,ssl=true,user=gateway,password=…"];

    private static bool TryParse(string text, out ConfigurationOptions options)
    {
        options = new ConfigurationOptions();
        try
        {
            options = ConfigurationOptions.Parse(text, ignoreUnknown: false);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            return false;
        }
        if (options.EndPoints.Count == 0 || text.Contains("://", StringComparison.Ordinal)) return false;
        options.ClientName ??= "atlas-gateway";
        options.AbortOnConnectFail = false;
        options.ConnectRetry = 1;
        options.ConnectTimeout = (int)AttemptTimeout.TotalMilliseconds;
        options.AsyncTimeout = (int)AttemptTimeout.TotalMilliseconds;
        options.KeepAlive = 5;
        options.BacklogPolicy = BacklogPolicy.FailFast;
        options.ReconnectRetryPolicy = new ExponentialRetry((int)LongestRetry.TotalMilliseconds / 8, (int)LongestRetry.TotalMilliseconds);
        return true;
    }

    private static string PrefixOf(IConfiguration configuration)
    {
        var books = $"{configuration[VendorKey]?.TrimEnd('/')}\n{LedgerOf(configuration[LedgerKey] ?? "")}";
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(books));
        return $"gateway:{Convert.ToHexStringLower(hash.AsSpan(0, 8))}:";
    }

    /// <summary>What makes it the same ledger: not the password, which is changed now and then.</summary>
    private static string LedgerOf(string connectionString)
    {
        try
        {
            var server = new NpgsqlConnectionStringBuilder(connectionString);
            return string.Create(CultureInfo.InvariantCulture, $"{server.Host?.ToLowerInvariant()}:{server.Port}/{server.Database ?? server.Username}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // A file: another machine's file of the same name, or another folder's, is another ledger.
            return $"{Environment.MachineName}:{Environment.CurrentDirectory}:{connectionString}";
        }
    }
}
