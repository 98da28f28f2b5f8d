using System.Globalization;

namespace Gateway.Tests.Servers;

/// <summary>A Docker engine, where one answers.</summary>
internal static class DockerEngine
{
    private static readonly Lazy<Task<bool>> Answering = new(async () => await Shell.TryRunAsync("docker", "version", "--format", "{{.Server.Version}}") is { Length: > 0 });

    /// <summary>Starts a container that is removed with <see cref="RemoveAsync"/>; null where no engine answers, or it cannot have the image.</summary>
    /// <returns>The container, and the port of this machine that leads to its own.</returns>
    public static async Task<(string Container, int Port)?> TryRunAsync(string image, int port, string[] options, string[] command)
    {
        if (!await Answering.Value) return null;
        var container = await Shell.TryRunAsync(
            ["docker", "run", "--detach", "--rm", "--publish", $"127.0.0.1::{port}", .. options, image, .. command]);
        if (container is null) return null;
        var address = await Shell.RunAsync("docker", "port", container, port.ToString(CultureInfo.InvariantCulture));
        return (container, int.Parse(address[(address.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture));
    }

    public static Task RemoveAsync(string container) => Shell.TryRunAsync("docker", "rm", "--force", container);
}
