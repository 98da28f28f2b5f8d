using System.Diagnostics;
using System.Globalization;
using Gateway.Tests.Stories;
using Npgsql;

namespace Gateway.Tests.Servers;

/// <summary>A real PgBouncer in transaction mode before a PostgreSQL, with fewer connections to it than it is asked for.</summary>
internal sealed class PgBouncer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly string _folder;

    private PgBouncer(Process process, string folder, int port) => (_process, _folder, Port) = (process, folder, port);

    public int Port { get; }

    /// <summary>Skips the test where the program is not there, and fails it where CI promised one.</summary>
    public static async Task<PgBouncer> StartAsync(PostgresServer server, int connections)
    {
        if (Shell.Find("pgbouncer") is not { } program) return Servers.Missing<PgBouncer>("No pgbouncer (Debian: apt-get install pgbouncer).");
        var (folder, port) = (Directory.CreateTempSubdirectory("gateway-pgbouncer-").FullName, FreePort.Next());
        await File.WriteAllTextAsync(Path.Combine(folder, "users"), "\"postgres\" \"\"\n");
        await File.WriteAllTextAsync(Path.Combine(folder, "pgbouncer.ini"), string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={server.Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {folder}/users
            pool_mode = transaction
            default_pool_size = {connections}
            max_client_conn = 200

            """));
        if (Environment.UserName == "root") await Shell.RunAsync("chown", "-R", "postgres", folder);
        var process = Shell.Start(Shell.AsServerUser(program, Path.Combine(folder, "pgbouncer.ini")));
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var bouncer = new PgBouncer(process, folder, port);
        await Shell.UntilAsync(bouncer.AnswersAsync, () => $"PgBouncer on port {port} does not answer.");
        return bouncer;
    }

    /// <summary>The same database, through here.</summary>
    public string Through(string connection) => new NpgsqlConnectionStringBuilder(connection) { Port = Port }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await PostgresServer.ExecuteAsync($"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Database=postgres;Username=postgres;No Reset On Close=true", "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
