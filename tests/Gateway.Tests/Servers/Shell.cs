using System.Diagnostics;

namespace Gateway.Tests.Servers;

/// <summary>Runs programs of this machine.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>PostgreSQL and PgBouncer refuse to run as root: then their own user runs them.</summary>
    public static string[] AsServerUser(params string[] command) =>
        Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. command] : command;

    /// <summary>Runs a program to its end. Throws with what it wrote where it fails.</summary>
    public static async Task<string> RunAsync(params string[] command)
    {
        using var process = Start(command);
        using var patience = new CancellationTokenSource(Patience);
        var (written, complaints) = (process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token));
        await process.WaitForExitAsync(patience.Token);
        if (process.ExitCode != 0) throw new InvalidOperationException($"`{string.Join(' ', command)}` ended with {process.ExitCode}: {await written} {await complaints}");
        return (await written).Trim();
    }

    /// <summary>Null where the program fails or is not there.</summary>
    public static async Task<string?> TryRunAsync(params string[] command)
    {
        try
        {
            return await RunAsync(command);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or OperationCanceledException)
        {
            return null;
        }
    }

    public static Process Start(params string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in command[1..]) start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException($"'{command[0]}' could not be started.");
    }

    /// <summary>Full path of a program, or null. A link that leads nowhere is none.</summary>
    /// <param name="folders">Looked into before those of PATH.</param>
    public static string? Find(string program, params IEnumerable<string> folders) => folders
        .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':'))
        .Concat(["/usr/sbin", "/usr/local/sbin"])
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, program))
        .FirstOrDefault(path => File.Exists(path) && File.Exists(Target(path)));

    /// <summary>Where a link leads in the end; the path itself when it is none.</summary>
    public static string Target(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;

    /// <summary>Tries again until it is true; fails with what was waited for.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, Func<string> what)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(started) > Patience) throw new InvalidOperationException($"Not in time: {what()}");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
