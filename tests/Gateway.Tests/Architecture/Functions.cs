using System.Text.RegularExpressions;

namespace Gateway.Tests.Architecture;

/// <summary>One function of a source file, by a scan of its braces.</summary>
internal sealed partial record Function(string Header, int Line, int Lines)
{
    public static IEnumerable<Function> In(SourceFile file)
    {
        var code = file.Code;
        var memberStart = 0;
        for (var i = 0; i < code.Length; i++)
        {
            if (code[i] is ';' or '}') memberStart = i + 1;
            if (code[i] == '(' || code[i] == '[') i = Closing(code, i);
            else if (IsArrow(code, i) || code[i] == '{' && !IsType(code[memberStart..i]))
            {
                var header = code[memberStart..i];
                var end = code[i] == '{' ? Closing(code, i) : EndOfExpression(code, i);
                if (IsFunction(header)) yield return Measured(file, memberStart, end, header);
                i = end;
                memberStart = end + 1;
            }
            else if (code[i] == '{') memberStart = i + 1;
        }
    }

    private static bool IsArrow(string code, int i) => code[i] == '=' && i + 1 < code.Length && code[i + 1] == '>';

    private static bool IsType(string header) => TypeHeader().IsMatch(header);

    /// <summary>Has parameters, or is a property with code; a field's initial value is neither.</summary>
    private static bool IsFunction(string header) => !Regex.IsMatch(header, @"[^=<>!]=[^=>]") && header.AsSpan().Trim().Length > 0;

    private static Function Measured(SourceFile file, int start, int end, string header)
    {
        while (start < end && char.IsWhiteSpace(file.Code[start])) start++;
        var first = file.LineAt(start);
        return new Function(Regex.Replace(header.Trim(), @"\s+", " "), first, file.LineAt(end) - first + 1);
    }

    private static int EndOfExpression(string code, int i)
    {
        for (; i < code.Length; i++)
        {
            if (code[i] is '(' or '[' or '{') i = Closing(code, i);
            else if (code[i] == ';') return i;
        }
        return code.Length - 1;
    }

    private static int Closing(string code, int open)
    {
        var depth = 0;
        for (var i = open; i < code.Length; i++)
        {
            if (code[i] is '(' or '[' or '{') depth++;
            else if (code[i] is ')' or ']' or '}' && --depth == 0) return i;
        }
        return code.Length - 1;
    }

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|namespace|extension)\b")]
    private static partial Regex TypeHeader();
}
