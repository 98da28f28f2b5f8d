using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Gateway.Bench.Servers;

/// <summary>The installed PostgreSQL on an empty cluster of its own, with the durability it is delivered with.</summary>
internal sealed class PostgresServer : IDisposable
{
    private const string Debian = "/usr/lib/postgresql";
    private const string Database = "gateway";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private PostgresServer(Process process, DirectoryInfo folder, string connection) => (_process, _folder, Connection) = (process, folder, connection);

    public string Connection { get; }

    public static async Task<PostgresServer> StartAsync()
    {
        var programs = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).Max() : null;
        if (programs is null) throw new InvalidOperationException($"No PostgreSQL under {Debian}; give one by --ledger.");
        var folder = Directory.CreateTempSubdirectory("gateway-bench-postgres-");
        var (data, port) = (Path.Combine(folder.FullName, "data"), ServerProcess.FreePort());
        if (Environment.UserName == "root") await RunAsync(new ProcessStartInfo("chown", ["postgres", folder.FullName]));
        await RunAsync(AsServerUser(Path.Combine(programs, "bin", "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"));
        var start = AsServerUser(
            Path.Combine(programs, "bin", "postgres"), "-D", data, "-c", string.Create(CultureInfo.InvariantCulture, $"port={port}"),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=100", "-c", "log_min_messages=fatal");
        var server = new PostgresServer(
            Process.Start(start)!, folder, string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Database={Database};Username=postgres"));
        await server.CreateDatabaseAsync();
        return server;
    }

    /// <summary>It is thrown away: nothing of it need reach the disk.</summary>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task CreateDatabaseAsync()
    {
        var begun = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection.Replace($"Database={Database}", "Database=postgres;Pooling=false", StringComparison.Ordinal));
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand($"CREATE DATABASE {Database}", connection);
                await command.ExecuteNonQueryAsync();
                return;
            }
            catch (NpgsqlException) when (!_process.HasExited && Stopwatch.GetElapsedTime(begun) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            }
        }
    }

    /// <summary>It refuses to run as root.</summary>
    private static ProcessStartInfo AsServerUser(params string[] command)
    {
        string[] whole = Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. command] : command;
        return new ProcessStartInfo(whole[0], whole[1..]) { WorkingDirectory = "/" };
    }

    private static async Task RunAsync(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        using var process = Process.Start(start)!;
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} ended with {process.ExitCode}.");
    }
}
