using Gateway.Configuration;
using Microsoft.Extensions.Primitives;

namespace Gateway.Teams;

/// <summary>The directory in force. When settings change it is read again, and a bad reading leaves the last good one.</summary>
internal sealed partial class TeamDirectorySource : IHostedService, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly ILogger<TeamDirectorySource> _logger;
    private readonly IDisposable _changes;
    private volatile TeamDirectory _current;

    /// <summary>Throws <see cref="ConfigurationFaultException"/> when the first reading is bad.</summary>
    public TeamDirectorySource(IConfiguration configuration, ILogger<TeamDirectorySource> logger)
    {
        _configuration = configuration;
        _logger = logger;
        _current = TeamDirectoryReader.Read(configuration);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public TeamDirectory Current => _current;

    /// <summary>Nothing to do: being hosted means that the first reading happens at the start, not at the first request.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _changes.Dispose();

    private void Reload()
    {
        try
        {
            _current = TeamDirectoryReader.Read(_configuration);
            Log.InForce(_logger, _current.Teams.Count, _current.KeyCount);
        }
        catch (ConfigurationFaultException exception)
        {
            foreach (var fault in exception.Faults) Log.Fault(_logger, fault);
            Log.StaysInForce(_logger, exception.Faults.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "{Teams} teams and {Keys} keys are in force")]
        public static partial void InForce(ILogger logger, int teams, int keys);

        [LoggerMessage(2002, LogLevel.Error, "Bad setting: {Fault}")]
        public static partial void Fault(ILogger logger, string fault);

        [LoggerMessage(2003, LogLevel.Error, "Teams stay as they were: the new settings have {Faults} faults")]
        public static partial void StaysInForce(ILogger logger, int faults);
    }
}
