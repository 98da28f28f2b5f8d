using Gateway.Configuration;

namespace Gateway.Pricing;

/// <summary>Reads prices and multiplier at start, and looks at them again as long as the process serves.</summary>
internal sealed partial class PriceWatch : BackgroundService
{
    /// <summary>A look reads the files whole; file-system events are not used because they miss swapped links and network mounts.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly IConfiguration _configuration;
    private readonly PriceFiles _files;
    private readonly TimeProvider _time;
    private readonly ILogger<PriceWatch> _logger;

    private PriceTexts _taken;
    private PriceTexts? _glimpsed;
    private string _settingsFaults = "";

    /// <summary>Throws <see cref="ConfigurationFaultException"/> when there is no book to start with.</summary>
    public PriceWatch(IConfiguration configuration, PriceFiles files, TimeProvider time, ILogger<PriceWatch> logger)
    {
        (_configuration, _files, _time, _logger) = (configuration, files, time, logger);
        (Prices, _taken) = Load(configuration, files, out var faults) ?? throw new ConfigurationFaultException(faults);
    }

    public Prices Prices { get; }

    /// <summary>Everything that would stop the start.</summary>
    public static IReadOnlyList<string> FaultsOf(IConfiguration configuration, PriceFiles files)
    {
        Load(configuration, files, out var faults);
        return faults;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, _time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken)) Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    /// <summary>One look. New text counts when two looks in a row saw it: a file half written, or away for a moment, never does.</summary>
    public void Look()
    {
        List<string> faults = [];
        var settings = PricingSettings.Read(_configuration, faults);
        LookAtSettings(settings, faults);
        if (faults.Count > 0) return;
        var now = _files.Read(settings.File);
        var settled = now.SaysTheSameAs(_glimpsed);
        _glimpsed = now;
        if (!settled || now.SaysTheSameAs(_taken)) return;
        _taken = now;
        Take(now);
    }

    private void LookAtSettings(PricingSettings settings, List<string> faults)
    {
        var told = string.Join("; ", faults);
        if (told.Length > 0 && told != _settingsFaults) Log.SettingsRefused(_logger, told);
        _settingsFaults = told;
        if (faults.Count > 0) return;
        if (settings.Multiplier != Prices.Multiplier) Log.MultiplierChanged(_logger, Prices.Multiplier, settings.Multiplier);
        Prices.Take(settings);
    }

    private void Take(PriceTexts texts)
    {
        var faults = texts.Faults;
        if (faults.Count == 0 && PriceBook.Parse(texts.Files, out faults) is { } book)
        {
            Log.BookChanged(_logger, Prices.Book.Version, book.Version);
            Prices.Take(book);
            return;
        }
        foreach (var fault in faults) Log.BookRefused(_logger, Prices.Book.Version, fault);
    }

    private static (Prices, PriceTexts)? Load(IConfiguration configuration, PriceFiles files, out IReadOnlyList<string> faults)
    {
        List<string> found = [];
        var settings = PricingSettings.Read(configuration, found);
        var texts = files.Read(settings.File);
        var bookFaults = texts.Faults;
        var book = bookFaults.Count == 0 ? PriceBook.Parse(texts.Files, out bookFaults) : null;
        faults = [.. found, .. bookFaults];
        return book is not null && faults.Count == 0 ? (new Prices(book, settings), texts) : null;
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Information, "Prices were read again: version {Before} is replaced by {After}")]
        public static partial void BookChanged(ILogger logger, string before, string after);

        [LoggerMessage(3002, LogLevel.Error, "Prices stay at version {Version}: {Fault}")]
        public static partial void BookRefused(ILogger logger, string version, string fault);

        [LoggerMessage(3003, LogLevel.Information, "The multiplier on prices was {Before} and is {After}")]
        public static partial void MultiplierChanged(ILogger logger, decimal before, decimal after);

        [LoggerMessage(3004, LogLevel.Error, "Settings of prices stay as they were: {Fault}")]
        public static partial void SettingsRefused(ILogger logger, string fault);
    }
}
