using System.Text.RegularExpressions;
using Xunit;

namespace Gateway.Tests.Architecture;

/// <summary>The shape of the source, kept as tables: what a reviewer would otherwise have to remember.</summary>
public sealed class ArchitectureTests
{
    private const int LongestFileInLines = 250;
    private const int LongestFunctionInLines = 50;
    private const int LongestProgramInLines = 60;

    private static IReadOnlyList<SourceFile> Source => SourceFile.All;

    [Fact]
    public void A_folder_mentions_lower_ranks_only() => None(Ranks.Breaches(Source));

    [Fact]
    public void A_file_says_the_namespace_of_its_folder() => None(
        from file in Source
        let expected = Path.GetDirectoryName(file.Path)!.Replace('\\', '/')["src/".Length..].Replace('/', '.')
        let declared = Regex.Match(file.Code, @"^\s*namespace\s+(?<name>[\w.]+)\s*;", RegexOptions.Multiline).Groups["name"].Value
        where declared != expected && file.DeclaredTypes.Any()
        select $"{file.Path}: says {(declared.Length == 0 ? "no namespace" : declared)} and stands in {expected}.");

    [Fact]
    public void No_file_is_longer_than_a_person_reads_at_once() => None(
        from file in Source
        let longest = file.Folder.Length == 0 && file.Path.EndsWith("/Program.cs", StringComparison.Ordinal) ? LongestProgramInLines : LongestFileInLines
        where file.Lines > longest
        select $"{file.Path}: {file.Lines} lines, at most {longest}.");

    [Fact]
    public void No_test_file_is_longer_than_a_person_reads_at_once() => None(
        from path in SourceFile.Files("tests", "*.cs")
        let lines = File.ReadLines(Path.Combine(SourceFile.Root, path)).Count()
        where lines > LongestFileInLines
        select $"{path}: {lines} lines, at most {LongestFileInLines}.");

    [Fact]
    public void No_function_is_longer_than_a_screen() => None(
        from file in Source
        from function in Function.In(file)
        where function.Lines > LongestFunctionInLines
        select $"{file.Path}:{function.Line}: {function.Lines} lines, at most {LongestFunctionInLines}: {function.Header}");

    [Fact]
    public void Log_lines_have_ids_of_their_own_in_the_range_of_their_folder() => None(EventIds.Breaches(Source));

    [Fact]
    public void Time_comes_from_a_TimeProvider() => None(Source.SelectMany(BannedClock.Breaches));

    [Fact]
    public void Queries_and_scripts_say_at_the_top_what_they_do() => None(
        from path in SourceFile.Files("src", "*.sql").Concat(SourceFile.Files("src", "*.lua"))
        where !File.ReadAllText(Path.Combine(SourceFile.Root, path)).TrimStart('\uFEFF').StartsWith("--", StringComparison.Ordinal)
        select $"{path}: no header comment.");

    [Fact]
    public void Redis_types_stay_in_Redis_files_and_Storage() =>
        StaysIn(@"\bStackExchange\b", file => file.Folder == "Storage" || Path.GetFileName(file.Path).StartsWith("Redis", StringComparison.Ordinal));

    [Fact]
    public void Yarp_types_stay_in_Atlas() => StaysIn(@"\bYarp\.|\bIHttpForwarder\b|\bHttpTransformer\b|\bForwarderError\b", file => file.Folder == "Atlas");

    [Fact]
    public void Databases_are_spoken_to_where_SQL_is_the_subject() =>
        StaysIn(@"\bSystem\.Data\b|\bMicrosoft\.Data\b|\bDapper\b|\bNpgsql\b|\bSqliteConnection\b", file => file.Folder is "Storage" or "Ledger");

    [Fact]
    public void Money_is_never_a_floating_point_number() => None(
        from file in Source
        where file.Folder is "" or "Pricing" or "Ledger" or "Account" or "Cli"
        from Match match in Regex.Matches(file.Code, @"\b(?:double|float)\b\s+\w*(?i:usd|price|cost|nanos|limit|held|settled|amount)\w*")
        select $"{file.Path}:{file.LineAt(match.Index)}: {match.Value}");

    private static void StaysIn(string mention, Func<SourceFile, bool> home) => None(
        from file in Source
        where !home(file)
        let match = Regex.Match(file.Code, mention)
        where match.Success
        select $"{file.Path}:{file.LineAt(match.Index)}: {match.Value}");

    private static void None(IEnumerable<string> breaches)
    {
        var found = breaches.ToList();
        Assert.True(found.Count == 0, string.Join(Environment.NewLine, found));
    }
}
