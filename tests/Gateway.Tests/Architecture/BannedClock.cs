using System.Text.RegularExpressions;

namespace Gateway.Tests.Architecture;

/// <summary>Ways to read or wait for time that a test could not move.</summary>
internal static partial class BannedClock
{
    public static IEnumerable<string> Breaches(SourceFile file) =>
        Read().Matches(file.Code).Select(match => $"{file.Path}:{file.LineAt(match.Index)}: {match.Value.Trim()} (take a TimeProvider)")
            .Concat(Wait().Matches(file.Code).Where(match => !SaysWhichTime(file.Code, match.Index + match.Length))
                .Select(match => $"{file.Path}:{file.LineAt(match.Index)}: {match.Value}…) without a TimeProvider"));

    /// <summary>Some argument of the call is a clock.</summary>
    private static bool SaysWhichTime(string code, int afterParenthesis)
    {
        var end = afterParenthesis;
        for (var depth = 1; end < code.Length && depth > 0; end++) depth += code[end] switch { '(' => 1, ')' => -1, _ => 0 };
        return Clock().IsMatch(code[afterParenthesis..end]);
    }

    [GeneratedRegex(@"\bDateTime(?:Offset)?\s*\.\s*(?:UtcNow|Now|Today)\b|\bThread\s*\.\s*Sleep\b|\bEnvironment\s*\.\s*TickCount(?:64)?\b")]
    private static partial Regex Read();

    [GeneratedRegex(@"\bTask\s*\.\s*Delay\s*\(|\bnew\s+PeriodicTimer\s*\(")]
    private static partial Regex Wait();

    [GeneratedRegex(@",\s*[\w.]*(?i:time|clock)\w*\s*[,)]|\bTimeProvider\b")]
    private static partial Regex Clock();
}
