using Gateway.Telemetry;

namespace Gateway.Atlas;

/// <summary>Reads the account's balance now and then, for operators only: an empty account stops every team.</summary>
internal sealed partial class BalanceWatch : BackgroundService
{
    private static readonly TimeSpan WarnAgainAfter = TimeSpan.FromHours(1);

    /// <summary>A figure that could not be read again for so many intervals is no longer shown.</summary>
    private const int IntervalsAFigureIsGood = 3;

    private readonly BalanceOptions _options;
    private readonly AtlasClient _atlas;
    private readonly TimeProvider _time;
    private readonly ILogger<BalanceWatch> _logger;
    private volatile Figure? _last;
    private long? _warnedAt;
    private bool _isUnreadable;

    public BalanceWatch(BalanceOptions options, AtlasClient atlas, GatewayMetrics metrics, TimeProvider time, ILogger<BalanceWatch> logger)
    {
        (_options, _atlas, _time, _logger) = (options, atlas, time, logger);
        metrics.WatchBalance(() => Balance);
    }

    /// <summary>Null when it was never read, or too long ago.</summary>
    public Usd? Balance => _last is { } last && _time.GetElapsedTime(last.ReadAt) <= _options.Interval * IntervalsAFigureIsGood ? last.Usd : null;

    protected override async Task ExecuteAsync(CancellationToken stopping)
    {
        if (_options.Interval == TimeSpan.Zero) return;
        using var timer = new PeriodicTimer(_options.Interval, _time);
        try
        {
            do await LookAsync(stopping);
            while (await timer.WaitForNextTickAsync(stopping));
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Nothing is lost: the next process reads it again.
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        try
        {
            var balance = AccountBalance.Read(await _atlas.GetBalanceAsync(stopping));
            if (balance is null && !_isUnreadable) Log.Unreadable(_logger, null);
            _isUnreadable = balance is null;
            if (balance is not { } usd) return;
            _last = new Figure(usd, _time.GetTimestamp());
            Judge(usd);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // A watch that stopped at the first fault would be believed to be watching.
            if (!_isUnreadable) Log.Unreadable(_logger, fault);
            _isUnreadable = true;
        }
    }

    private void Judge(Usd balance)
    {
        if (_options.WarnBelowUsd is not { } threshold) return;
        if (balance >= threshold)
        {
            if (_warnedAt is not null) Log.Enough(_logger, balance);
            _warnedAt = null;
        }
        else if (_warnedAt is not { } at || _time.GetElapsedTime(at) >= WarnAgainAfter)
        {
            _warnedAt = _time.GetTimestamp();
            Log.Low(_logger, balance, threshold);
        }
    }

    private sealed record Figure(Usd Usd, long ReadAt);

    private static partial class Log
    {
        [LoggerMessage(5030, LogLevel.Warning, "The company's account at the vendor has {Balance} USD left, less than {Threshold}: without money every submit is refused.")]
        public static partial void Low(ILogger logger, Usd balance, Usd threshold);

        [LoggerMessage(5031, LogLevel.Information, "The company's account at the vendor has {Balance} USD again.")]
        public static partial void Enough(ILogger logger, Usd balance);

        [LoggerMessage(5032, LogLevel.Warning, "The balance of the company's account at the vendor cannot be read; it is tried again.")]
        public static partial void Unreadable(ILogger logger, Exception? fault);
    }
}
