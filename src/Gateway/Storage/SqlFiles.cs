using System.Collections.Concurrent;
using System.Globalization;

namespace Gateway.Storage;

/// <summary>SQL is written in files of its own and travels inside the program.</summary>
internal static class SqlFiles
{
    private static readonly ConcurrentDictionary<string, string> Texts = new();

    /// <param name="name">Path in the project: <c>Folder/file.sql</c>.</param>
    public static string Read(string name) => Texts.GetOrAdd(name, Load);

    private static string Load(string name)
    {
        using var stream = typeof(SqlFiles).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"'{name}' is not embedded in the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    /// <summary>The migrations of a folder, <c>001_name.sql</c> first.</summary>
    public static IReadOnlyList<Migration> Migrations(string folder) =>
        [.. typeof(SqlFiles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(name => new Migration(VersionOf(name[(folder.Length + 1)..]), name[(folder.Length + 1)..], Read(name)))
            .OrderBy(migration => migration.Version)];

    private static int VersionOf(string file) => int.Parse(file.AsSpan(0, file.IndexOf('_')), CultureInfo.InvariantCulture);
}

/// <summary>One step of a schema, forward only.</summary>
internal sealed record Migration(int Version, string Name, string Sql);
