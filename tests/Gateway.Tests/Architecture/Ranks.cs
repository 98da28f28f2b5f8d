using System.Text.RegularExpressions;

namespace Gateway.Tests.Architecture;

/// <summary>Who may mention whom: a folder mentions lower ranks only, never its own.</summary>
internal static class Ranks
{
    public const string Vocabulary = "";
    public const string Program = "Program";

    /// <summary>The table. The program opens every door, so it stands above the other two.</summary>
    public static IReadOnlyDictionary<string, int> Table { get; } = new Dictionary<string, int>
    {
        [Vocabulary] = 0,
        ["Configuration"] = 1,
        ["Storage"] = 2, ["Telemetry"] = 2, ["Http"] = 2,
        ["Teams"] = 3, ["RateLimits"] = 3, ["Pricing"] = 3, ["Ledger"] = 3, ["Atlas"] = 3,
        ["Predictions"] = 4, ["Models"] = 4, ["Account"] = 4,
        ["Cli"] = 5, ["Sandbox"] = 5,
        [Program] = 6,
    };

    public static string PlaceOf(SourceFile file) =>
        file.Folder.Length == 0 && Path.GetFileName(file.Path).StartsWith(Program, StringComparison.Ordinal) ? Program : file.Folder;

    /// <summary>Sentences, one for each mention that the table forbids.</summary>
    public static IEnumerable<string> Breaches(IReadOnlyList<SourceFile> files)
    {
        var typesOf = files.GroupBy(file => file.Folder).ToDictionary(folder => folder.Key, folder => folder.SelectMany(file => file.DeclaredTypes).ToHashSet());
        foreach (var file in files)
        {
            var place = PlaceOf(file);
            if (!Table.TryGetValue(place, out var rank))
            {
                yield return $"{file.Path}: the folder {place} has no rank; add it to the table.";
                continue;
            }
            foreach (var (folder, _) in typesOf.Where(entry => entry.Key.Length > 0 && entry.Key != file.Folder))
                if (Table.GetValueOrDefault(folder, int.MaxValue) >= rank && FirstMention(file, folder, typesOf[folder]) is { } mention)
                    yield return $"{file.Path}:{file.LineAt(mention.Index)}: {(place.Length == 0 ? "the vocabulary" : place)} mentions {mention.Value}.";
        }
    }

    /// <summary>By its whole name, or by a type of it after the folder's own name.</summary>
    private static Match? FirstMention(SourceFile file, string folder, HashSet<string> types)
    {
        var whole = Regex.Match(file.Code, $@"(?<![\w.])(?:global::)?Gateway\.{folder}\b");
        if (whole.Success) return whole;
        return Regex.Matches(file.Code, $@"(?<![\w.]){folder}\.(?<type>[A-Z]\w*)").FirstOrDefault(match => types.Contains(match.Groups["type"].Value));
    }
}
