using Gateway.Tests.Servers;

namespace Gateway.Faults;

/// <summary>The server's main process and all its children, stopped in their tracks together.</summary>
internal static class PostgresProcesses
{
    public static async Task<IReadOnlyList<string>> FreezeAsync(string dataFolder)
    {
        // The parent first, so that no child is born meanwhile.
        var parent = (await File.ReadAllLinesAsync(Path.Combine(dataFolder, "postmaster.pid")))[0];
        await SignalAsync("STOP", [parent]);
        var children = Directory.GetDirectories("/proc").Select(folder => Path.GetFileName(folder)).Where(name => char.IsAsciiDigit(name[0]) && ParentOf(name) == parent).ToList();
        await SignalAsync("STOP", children);
        return [parent, .. children];
    }

    public static Task ThawAsync(IReadOnlyList<string> processes) => SignalAsync("CONT", processes);

    /// <summary>One that has ended meanwhile is not missed.</summary>
    private static async Task SignalAsync(string signal, IReadOnlyList<string> processes)
    {
        foreach (var process in processes) await Shell.TryRunAsync("kill", $"-{signal}", process);
    }

    private static string? ParentOf(string process)
    {
        try
        {
            // pid (name) state parent …
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1];
        }
        catch (IOException)
        {
            return null;
        }
    }
}
