using Gateway.Configuration;
using Microsoft.Extensions.Primitives;

namespace Gateway.Teams.Tokens;

/// <summary>The desk in force. When its settings change there is a new one, and a bad reading leaves the last good one.</summary>
internal sealed partial class TokenDeskSource : IHostedService, IDisposable
{
    private readonly IConfiguration _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger<TokenDeskSource> _logger;
    private readonly IssuerDocuments _documents = new();
    private readonly IDisposable _changes;
    private volatile TokenDesk _current;

    /// <summary>Throws <see cref="ConfigurationFaultException"/> when the first reading is bad. No issuer is asked yet.</summary>
    public TokenDeskSource(IConfiguration configuration, TimeProvider time, ILogger<TokenDeskSource> logger)
    {
        (_configuration, _time, _logger) = (configuration, time, logger);
        _current = new TokenDesk(TokenSettings.Read(configuration), _documents, time, logger);
        _changes = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    public TokenDesk Current => _current;

    /// <summary>Nothing to do: being hosted means that the first reading happens at the start, not at the first request.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _changes.Dispose();
        _documents.Dispose();
    }

    private void Reload()
    {
        try
        {
            var settings = TokenSettings.Read(_configuration);
            // The same settings keep their desk, and with it the keys that are known.
            if (settings.Text == _current.Settings.Text) return;
            _current = new TokenDesk(settings, _documents, _time, _logger);
            Log.InForce(_logger);
        }
        catch (ConfigurationFaultException exception)
        {
            foreach (var fault in exception.Faults) Log.Fault(_logger, fault);
            Log.StaysInForce(_logger, exception.Faults.Count);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2101, LogLevel.Information, "New settings of token issuers are in force")]
        public static partial void InForce(ILogger logger);

        [LoggerMessage(2102, LogLevel.Error, "Bad setting: {Fault}")]
        public static partial void Fault(ILogger logger, string fault);

        [LoggerMessage(2103, LogLevel.Error, "Token issuers stay as they were: the new settings have {Faults} faults")]
        public static partial void StaysInForce(ILogger logger, int faults);
    }
}
