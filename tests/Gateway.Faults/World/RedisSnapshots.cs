using System.Globalization;
using Gateway.Tests.Servers;

namespace Gateway.Faults;

/// <summary>What Redis knew at some time, and comes back with after it was killed.</summary>
internal sealed class RedisSnapshots(RedisServer redis, string folder)
{
    private string Old => Path.Combine(folder, "redis-snapshot");

    /// <summary>Where the server writes its memory when asked to, and finds it when it starts: in the folder it works in.</summary>
    private string Written => Path.Combine(
        new FileInfo($"/proc/{redis.ProcessId.ToString(CultureInfo.InvariantCulture)}/cwd").ResolveLinkTarget(returnFinalTarget: true)!.FullName, "dump.rdb");

    public async Task TakeAsync()
    {
        await redis.AskAsync("SAVE");
        File.Move(Written, Old, overwrite: true);
    }

    /// <summary>Killed, and started with the last snapshot; a new one is taken before for the next time.</summary>
    public async Task RollBackAsync(TimeSpan away)
    {
        var written = Written;
        await redis.AskAsync("SAVE");
        var newest = File.ReadAllBytes(written);
        File.Copy(Old, written, overwrite: true);
        await redis.KillAsync();
        await Task.Delay(away, TimeProvider.System);
        await redis.StartAgainAsync();
        File.Delete(written);
        await File.WriteAllBytesAsync(Old, newest);
    }
}
