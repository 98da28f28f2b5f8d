namespace Gateway.Configuration;

/// <summary>Looks at the settings files once a second, as long as the process serves.</summary>
internal sealed partial class FileWatch(IReadOnlyList<WatchedJsonFileSource> files, TimeProvider time, ILogger<FileWatch> logger) : BackgroundService
{
    /// <summary>A look reads each file whole; file-system events are not used because they miss swapped links and network mounts.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var ticks = new PeriodicTimer(Interval, time);
        try
        {
            while (await ticks.WaitForNextTickAsync(stoppingToken)) Look();
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    /// <summary>One look at every file.</summary>
    public void Look()
    {
        foreach (var source in files) Look(source.File);
    }

    private void Look(WatchedJsonFile file)
    {
        try
        {
            if (file.Refresh(out var fault)) Log.Reloaded(logger, file.Path);
            else if (fault is not null) Log.Refused(logger, fault);
        }
        catch (Exception exception)
        {
            // Whoever listens to changes failed; the watch must outlive it.
            Log.ListenerFailed(logger, exception, file.Path);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1001, LogLevel.Information, "Settings were read again from {Path}")]
        public static partial void Reloaded(ILogger logger, string path);

        [LoggerMessage(1002, LogLevel.Error, "Settings stay as they were: {Fault}")]
        public static partial void Refused(ILogger logger, string fault);

        [LoggerMessage(1003, LogLevel.Error, "Settings of {Path} changed, and not every part could take them")]
        public static partial void ListenerFailed(ILogger logger, Exception exception, string path);
    }
}
