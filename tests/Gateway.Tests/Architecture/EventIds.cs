using System.Globalization;
using System.Text.RegularExpressions;

namespace Gateway.Tests.Architecture;

/// <summary>The numbers of the log lines: each folder has its own range, so that an id alone says who spoke.</summary>
internal static partial class EventIds
{
    private static readonly Dictionary<string, (int First, int Last)> RangeOf = new()
    {
        ["Configuration"] = (1000, 1499), ["Storage"] = (1500, 1699), ["Http"] = (1700, 1799), ["Telemetry"] = (1800, 1999),
        ["Teams"] = (2000, 2999), ["Pricing"] = (3000, 3999), ["Ledger"] = (4000, 4999), ["Atlas"] = (5000, 5999),
        ["Predictions"] = (6000, 6899), ["Models"] = (6900, 6999), ["Account"] = (7000, 7999), ["Cli"] = (8000, 8999), ["Sandbox"] = (9000, 9999),
    };

    public static IEnumerable<string> Breaches(IReadOnlyList<SourceFile> files)
    {
        var first = new Dictionary<int, string>();
        foreach (var file in files)
        foreach (Match message in LoggerMessage().Matches(file.Text))
        {
            var place = $"{file.Path}:{file.LineAt(message.Index)}";
            var range = RangeOf.GetValueOrDefault(file.Folder);
            if (IdIn(message.Groups["arguments"].Value) is not { } id) yield return $"{place}: a log line without an id.";
            else if (id < range.First || id > range.Last) yield return $"{place}: {id} is not in {range.First}..{range.Last}, the range of {file.Folder}.";
            else if (!first.TryAdd(id, place)) yield return $"{place}: {id} is taken by {first[id]}.";
        }
    }

    private static int? IdIn(string arguments) =>
        Id().Match(arguments) is { Success: true } match ? int.Parse(match.Groups["id"].Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"\[LoggerMessage\((?<arguments>(?:""(?:\\.|[^""\\])*""|[^""])*?)\)\]")]
    private static partial Regex LoggerMessage();

    [GeneratedRegex(@"(?:^\s*|\bEventId\s*=\s*|\beventId\s*:\s*)(?<id>\d+)")]
    private static partial Regex Id();
}
