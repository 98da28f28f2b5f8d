using Gateway.Configuration;
using Gateway.Ledger.Sqlite;
using Gateway.Ledger.Writing;
using Gateway.Storage;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Gateway.Ledger;

/// <summary>Puts the ledger into the program, and opens it for the command line.</summary>
internal static class LedgerRegistration
{
    private const string ConnectionKey = "ConnectionStrings:Ledger";
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
            provider.GetRequiredService<SqliteLedger>(), provider.GetRequiredService<ILedgerViews>(), provider.GetRequiredService<GatewayMetrics>()));
        services.AddSingleton(provider => provider.GetRequiredService<SqliteLedger>().Views);
        services.AddSingleton<LedgerService>();
        services.AddHostedService(provider => provider.GetRequiredService<LedgerService>());
        services.AddUpkeep();
        services.AddConfigurationCheck(Faults);
        services.AddHealthChecks().AddCheck<LedgerHealth>("ledger");
        return builder;
    }

    /// <summary>Opens the configured ledger beside a process that serves it; the caller disposes it.</summary>
    public static SqliteLedger OpenLedger(IConfiguration configuration, TimeProvider time, ILoggerFactory loggers)
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

    private static SqliteLedger Create(IConfiguration configuration, TimeProvider time, ILoggerFactory loggers, WriterHooks? hooks = null)
    {
        var faults = new List<string>();
        var (database, options, looks) = Read(configuration, faults);
        if (database is null || faults.Count > 0) throw new ConfigurationFaultException(faults);
        return new SqliteLedger(database, options, looks, time, loggers, hooks);
    }

    private static (SqliteDatabase? Database, LedgerOptions Options, LookSchedule Looks) Read(IConfiguration configuration, List<string> faults)
    {
        var options = LedgerOptions.Read(configuration, faults);
        var database = SqliteDatabase.Parse(configuration[ConnectionKey], options.BusyTimeout, out var fault);
        if (fault is not null) faults.Add($"{ConnectionKey}: {fault}.");
        return (database, options, new LookSchedule(LedgerOptions.Span(configuration, FollowKey, TimeSpan.FromSeconds(5), faults)));
    }
}
