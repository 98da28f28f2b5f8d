using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Architecture;

/// <summary>One source file of the gateway: as written, and as code alone.</summary>
/// <param name="Folder">The first folder under src/Gateway; empty at its root.</param>
internal sealed partial record SourceFile(string Path, string Folder, string Text, string Code)
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SourceFile> All { get; } = [.. Files("src/Gateway", "*.cs").Select(Read)];

    /// <summary>Types this file declares, nested ones included.</summary>
    public IEnumerable<string> DeclaredTypes => TypeDeclaration().Matches(Code).Select(match => match.Groups["name"].Value);

    public int Lines => Text.Count(character => character == '\n') + (Text.EndsWith('\n') ? 0 : 1);

    public int LineAt(int position) => Code.AsSpan(0, position).Count('\n') + 1;

    /// <summary>Paths from the root, slashes forward, without what was built.</summary>
    public static IEnumerable<string> Files(string under, string pattern) =>
        Directory.EnumerateFiles(System.IO.Path.Combine(Root, under), pattern, SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    public static SourceFile Parse(string path, string folder, string text) => new(path, folder, text, CSharpText.Blanked(text));

    private static SourceFile Read(string path)
    {
        var parts = path.Split('/');
        return Parse(path, parts.Length > 3 ? parts[2] : "", File.ReadAllText(System.IO.Path.Combine(Root, path)));
    }

    private static string FindRoot([CallerFilePath] string here = "")
    {
        for (var folder = new DirectoryInfo(System.IO.Path.GetDirectoryName(here)!); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Gateway.slnx"))) return folder.FullName;
        throw new InvalidOperationException("Gateway.slnx was not found above the tests.");
    }

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|record(?:\s+(?:class|struct))?)\s+(?<name>[A-Z]\w*)")]
    private static partial Regex TypeDeclaration();
}
