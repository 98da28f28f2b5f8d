using Gateway.Configuration;
using Gateway.Ledger.Postgres;
using Gateway.Ledger.Sqlite;
using Gateway.Ledger.Writing;
using Gateway.Storage;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Ledger;

/// <summary>Puts the ledger into the program, and opens it for the command line. The connection string says which database keeps it.</summary>
internal static class LedgerRegistration
{
    public const string ConnectionKey = "ConnectionStrings:Ledger";

    /// <summary>As in the shipped settings.</summary>
    public const string ShippedConnection = "Data Source=gateway.db";
    private const string RedisKey = "ConnectionStrings:Redis";
    private const string FollowKey = "Predictions:FollowInterval";

    /// <summary>The ledger is opened and brought up to date before the first request, and what waits is committed at the stop.</summary>
    public static WebApplicationBuilder AddLedger(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<GatewayMetrics>();
        services.AddSingleton(provider => Create(
            provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>(),
            provider.GetService<WriterHooks>()));
        services.AddSingleton<ILedger>(provider => new WatchedLedger(
            provider.GetRequiredService<BatchedLedger>(), provider.GetRequiredService<ILedgerViews>(), provider.GetRequiredService<GatewayMetrics>()));
        services.AddSingleton(provider => provider.GetRequiredService<BatchedLedger>().Views);
        services.AddSingleton<LedgerService>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerService>());
        services.AddUpkeep();
        services.AddConfigurationCheck(Faults);
        services.AddSingleton(new ConfigurationWarning(Warnings));
        services.AddSingleton<LedgerHealth>();
        services.AddHealthChecks().AddCheck<LedgerHealth>("ledger");
        return builder;
    }

    /// <summary>Opens the configured ledger beside a process that serves it; the caller disposes it.</summary>
    public static BatchedLedger OpenLedger(IConfiguration configuration, TimeProvider time, ILoggerFactory loggers)
    {
        try
        {
            return Create(configuration, time, loggers).Open();
        }
        catch (DatabaseTooNewException e)
        {
            throw new ConfigurationFaultException([$"{ConnectionKey}: {e.Message}"]);
        }
    }

    /// <summary>One line for each setting that cannot be used; nothing is opened.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration)
    {
        var faults = new List<string>();
        _ = Read(configuration, faults);
        return faults;
    }

    /// <summary>What a person who starts another replica should hear beforehand.</summary>
    public static IEnumerable<string> Warnings(IConfiguration configuration)
    {
        if (SharedWithoutRedis(configuration) is { } alone) yield return alone;
        if (PostgresDatabase.IsMeantBy(configuration[ConnectionKey]) || SqliteDatabase.Parse(configuration[ConnectionKey], TimeSpan.Zero, out _) is not { } file) yield break;
        if (DatabaseLock.IsTaken(file.File)) yield return $"{ConnectionKey}: a process serves '{file.File}' now; a second one would be refused. Several replicas need PostgreSQL.";
    }

    /// <summary>Null where there is nothing to warn of.</summary>
    public static string? SharedWithoutRedis(IConfiguration configuration) =>
        PostgresDatabase.IsMeantBy(configuration[ConnectionKey]) && string.IsNullOrWhiteSpace(configuration[RedisKey])
            ? $"{RedisKey}: the ledger is in PostgreSQL, and there is no Redis. The money is right all the same; but several replicas each ask the vendor for themselves, and rate limits count per replica."
            : null;

    private static BatchedLedger Create(IConfiguration configuration, TimeProvider time, ILoggerFactory loggers, WriterHooks? hooks = null)
    {
        var faults = new List<string>();
        var (database, options, looks) = Read(configuration, faults);
        if (faults.Count > 0) throw new ConfigurationFaultException(faults);

        // A clock of a test's own moves the ledger, too.
        return database is PostgresDatabase postgres
            ? new PostgresLedger(postgres, options, looks, new PostgresClock(time == TimeProvider.System ? null : time), time, loggers, hooks)
            : new SqliteLedger((SqliteDatabase)database!, options, looks, time, loggers, hooks);
    }

    private static (object? Database, LedgerOptions Options, LookSchedule Looks) Read(IConfiguration configuration, List<string> faults)
    {
        var options = LedgerOptions.Read(configuration, faults);
        var text = configuration[ConnectionKey];
        string? fault;
        object? database = PostgresDatabase.IsMeantBy(text)
            ? PostgresDatabase.Parse(text, options.MaxConnections, options.StatementTimeout, out fault)
            : SqliteDatabase.Parse(text, options.BusyTimeout, out fault);
        if (fault is not null) faults.Add($"{ConnectionKey}: {fault}.");
        return (database, options, new LookSchedule(LedgerOptions.Span(configuration, FollowKey, TimeSpan.FromSeconds(5), faults)));
    }
}
