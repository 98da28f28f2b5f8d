using System.Data.Common;
using Npgsql;

namespace Gateway.Storage;

/// <summary>One PostgreSQL database, and the pool of connections to it. Nothing is ever kept in a session, so that a pooler may stand between.</summary>
internal sealed class PostgresDatabase : IAsyncDisposable
{
    /// <summary>A connection that does not come up within this time is none, unless the connection string says otherwise.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How much longer than the server itself a client waits for a statement to end.</summary>
    private static readonly TimeSpan AnswerMargin = TimeSpan.FromSeconds(5);

    private readonly NpgsqlDataSource _source;

    private PostgresDatabase(NpgsqlConnectionStringBuilder settings, TimeSpan statementTimeout)
    {
        Place = $"{settings.Host}:{settings.Port}/{settings.Database ?? settings.Username}";
        StatementTimeout = statementTimeout;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        _source = settings.Host!.Contains(',', StringComparison.Ordinal)
            ? builder.BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary)
            : builder.Build();
    }

    /// <summary>Server, port and database: what a person may read.</summary>
    public string Place { get; }

    /// <summary>The server gives a statement up after this long.</summary>
    public TimeSpan StatementTimeout { get; }

    /// <summary>Whether the text means a PostgreSQL server and not a file.</summary>
    public static bool IsMeantBy(string? connectionString)
    {
        try
        {
            var words = new DbConnectionStringBuilder { ConnectionString = connectionString ?? "" };
            return words.ContainsKey("Host") || words.ContainsKey("Server");
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Null, and one sentence that says what is wrong, where the connection string cannot be used.</summary>
    /// <param name="maxConnections">Of the pool, unless the connection string says it.</param>
    public static PostgresDatabase? Parse(string? connectionString, int maxConnections, TimeSpan statementTimeout, out string? fault)
    {
        try
        {
            var settings = new NpgsqlConnectionStringBuilder(connectionString);
            fault = string.IsNullOrWhiteSpace(settings.Host) ? "names no server; give one: Host=db;Database=gateway;Username=gateway" : null;
            return fault is null ? new PostgresDatabase(WithDefaults(settings, maxConnections, statementTimeout), statementTimeout) : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or NotSupportedException or OverflowException)
        {
            // The text itself may hold a password and is not repeated.
            fault = "is not a PostgreSQL connection string; give one like Host=db;Database=gateway;Username=gateway";
            return null;
        }
    }

    public NpgsqlConnection Open() => _source.OpenConnection();

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken) => _source.OpenConnectionAsync(cancellationToken);

    /// <summary>Closes the connections that wait for a next user; those in use are closed when they come back.</summary>
    public void Forget() => _source.Clear();

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static NpgsqlConnectionStringBuilder WithDefaults(NpgsqlConnectionStringBuilder settings, int maxConnections, TimeSpan statementTimeout)
    {
        var said = settings.Keys.OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!said.Contains("Maximum Pool Size")) settings.MaxPoolSize = Math.Max(maxConnections, settings.MinPoolSize);
        if (!said.Contains("Timeout")) settings.Timeout = (int)ConnectTimeout.TotalSeconds;
        if (!said.Contains("Command Timeout")) settings.CommandTimeout = (int)Math.Ceiling((statementTimeout + AnswerMargin).TotalSeconds);
        if (!said.Contains("Application Name")) settings.ApplicationName = "atlas-gateway";

        // A session is reset by what a pooler in transaction mode would send to somebody else's; there is nothing to reset.
        settings.NoResetOnClose = true;
        settings.Enlist = false;
        settings.Multiplexing = false;
        settings.IncludeErrorDetail = false;
        return settings;
    }
}
