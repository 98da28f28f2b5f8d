using System.Globalization;
using Gateway.Tests.Stories;
using Npgsql;

namespace Gateway.Tests.Servers;

/// <summary>A real PostgreSQL, thrown away afterwards: in a container where a Docker engine answers, otherwise the installed one in a temporary folder.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    public const string WhyNot =
        "No PostgreSQL: no Docker engine that has the image postgres:15, and no /usr/lib/postgresql/*/bin (Debian: apt-get install postgresql).";

    private const string Image = "postgres:15";
    private static int _databases;

    private readonly string? _container;
    private readonly string? _programs;
    private readonly string _folder;
    private readonly string[] _settings;

    private PostgresServer(int port, string? container, string? programs, string folder, string[] settings) =>
        (Port, _container, _programs, _folder, _settings) = (port, container, programs, folder, settings);

    public int Port { get; private set; }

    /// <summary>Can be killed and started again, and keeps what it said it had committed.</summary>
    public bool CanBeKilled => _programs is not null;

    /// <param name="durable">Whether commits survive the death of the server; otherwise it is quicker.</param>
    /// <returns>Null where there is none to be had.</returns>
    public static async Task<PostgresServer?> TryStartAsync(bool durable)
    {
        string[] settings =
        [
            "max_connections=300", "shared_buffers=64MB", "unix_socket_directories=", "listen_addresses=127.0.0.1",
            .. durable ? Array.Empty<string>() : ["fsync=off", "full_page_writes=off"],
        ];
        var server = await TryStartInContainerAsync(durable, settings) ?? await TryStartProgramAsync(settings);
        if (server is not null) await Shell.UntilAsync(server.AnswersAsync, () => $"PostgreSQL on port {server.Port} does not answer.");
        return server;
    }

    /// <summary>A database of its own for one test.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"t{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync(ConnectionTo("postgres"), $"CREATE DATABASE {name}");
        return ConnectionTo(name);
    }

    public Task DropDatabaseAsync(string connection) =>
        ExecuteAsync(ConnectionTo("postgres"), $"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connection).Database} WITH (FORCE)");

    public string ConnectionTo(string database) => $"Host=127.0.0.1;Port={Port.ToString(CultureInfo.InvariantCulture)};Database={database};Username=postgres";

    public static async Task ExecuteAsync(string connection, string sql)
    {
        await using var opened = new NpgsqlConnection(connection + ";Pooling=false");
        await opened.OpenAsync();
        await using var command = new NpgsqlCommand(sql, opened);
        await command.ExecuteNonQueryAsync();
    }

    public static async Task<T> AskAsync<T>(string connection, string sql)
    {
        await using var opened = new NpgsqlConnection(connection + ";Pooling=false");
        await opened.OpenAsync();
        await using var command = new NpgsqlCommand(sql, opened);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>As if the machine lost its power.</summary>
    public Task KillAsync() => PgCtlAsync("stop", "-m", "immediate");

    /// <summary>After <see cref="KillAsync"/>, on the same port.</summary>
    public async Task StartAgainAsync()
    {
        await PgCtlAsync("start", "-w", "-o", Options(Port, _settings), "-l", Path.Combine(_folder, "log"));
        await Shell.UntilAsync(AnswersAsync, () => $"PostgreSQL on port {Port} does not answer.");
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_container is not null)
        {
            await DockerEngine.RemoveAsync(_container);
            return;
        }

        await Shell.TryRunAsync(Shell.AsServerUser(Path.Combine(_programs!, "pg_ctl"), "-D", Data(_folder), "stop", "-m", "immediate"));
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<PostgresServer?> TryStartInContainerAsync(bool durable, string[] settings)
    {
        // One that a test kills must be at hand as a process.
        if (durable) return null;
        var inside = settings.Where(setting => !setting.StartsWith("unix_", StringComparison.Ordinal) && !setting.StartsWith("listen_", StringComparison.Ordinal));
        var container = await DockerEngine.TryRunAsync(
            Image, 5432, ["--env", "POSTGRES_HOST_AUTH_METHOD=trust"], ["postgres", .. inside.SelectMany(setting => new[] { "-c", setting })]);
        return container is var (id, port) ? new PostgresServer(port, id, null, "", settings) : null;
    }

    private static async Task<PostgresServer?> TryStartProgramAsync(string[] settings)
    {
        if (Programs() is not { } programs) return null;
        var folder = Directory.CreateTempSubdirectory("gateway-postgres-").FullName;
        if (Environment.UserName == "root") await Shell.RunAsync("chown", "postgres", folder);
        await Shell.RunAsync(Shell.AsServerUser(
            Path.Combine(programs, "initdb"), "-D", Data(folder), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"));
        var server = new PostgresServer(FreePort.Next(), null, programs, folder, settings);
        await server.StartAgainAsync();
        return server;
    }

    /// <summary>The newest that Debian keeps beside each other, or what the PATH has.</summary>
    private static string? Programs()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian).OrderByDescending(folder => folder.Length).ThenByDescending(folder => folder, StringComparer.Ordinal) : Enumerable.Empty<string>();
        return Shell.Find("initdb", versions.Select(folder => Path.Combine(folder, "bin"))) is { } found ? Path.GetDirectoryName(Shell.Target(found)) : null;
    }

    private static string Data(string folder) => Path.Combine(folder, "data");

    private static string Options(int port, string[] settings) => string.Join(' ', settings.Prepend($"port={port}").Select(setting => $"-c {setting}"));

    private async Task PgCtlAsync(string action, params string[] arguments)
    {
        if (_programs is null) throw new InvalidOperationException("A container is not killed and started again.");
        await Shell.RunAsync(Shell.AsServerUser([Path.Combine(_programs, "pg_ctl"), "-D", Data(_folder), action, .. arguments]));
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync(ConnectionTo("postgres"), "SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
