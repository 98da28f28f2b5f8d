namespace Gateway.Tests.Architecture;

/// <summary>Source text with comments and the text of strings blanked out, line for line and column for column.</summary>
internal sealed class CSharpText
{
    private readonly string source;
    private readonly char[] code;
    private int at;

    private CSharpText(string source)
    {
        this.source = source;
        code = source.ToCharArray();
    }

    public static string Blanked(string source)
    {
        var text = new CSharpText(source);
        text.ReadCode(insideHole: false);
        return new string(text.code);
    }

    /// <summary>Reads to the end, or to the brace that closes an interpolation.</summary>
    private void ReadCode(bool insideHole)
    {
        var depth = 0;
        while (at < source.Length)
        {
            if (Starts("//")) BlankWhile(() => source[at] != '\n');
            else if (Starts("/*")) BlankPast("*/", 2);
            else if (source[at] == '\'') ReadQuoted('\'', verbatim: false, holes: 0);
            else if (IsStringStart(out var dollars, out var prefix)) ReadString(dollars, prefix);
            else if (insideHole && source[at] == '}' && depth == 0) return;
            else
            {
                depth += source[at] switch { '{' => 1, '}' => -1, _ => 0 };
                at++;
            }
        }
    }

    private bool Starts(string text) => string.CompareOrdinal(source, at, text, 0, text.Length) == 0;

    private bool IsStringStart(out int dollars, out int prefix)
    {
        prefix = 0;
        while (at + prefix < source.Length && source[at + prefix] is '$' or '@') prefix++;
        dollars = source.AsSpan(at, prefix).Count('$');
        return at + prefix < source.Length && source[at + prefix] == '"';
    }

    private void ReadString(int dollars, int prefix)
    {
        var verbatim = source.AsSpan(at, prefix).Contains('@');
        Blank(prefix);
        var quotes = 0;
        while (at + quotes < source.Length && source[at + quotes] == '"') quotes++;
        if (quotes >= 3 && !verbatim) ReadRaw(quotes, dollars);
        else ReadQuoted('"', verbatim, dollars);
    }

    private void ReadRaw(int quotes, int dollars)
    {
        Blank(quotes);
        var end = new string('"', quotes);
        var hole = new string('{', Math.Max(1, dollars));
        while (at < source.Length && !Starts(end))
        {
            if (dollars > 0 && Starts(hole)) ReadHole(dollars);
            else Blank(1);
        }
        Blank(quotes);
    }

    private void ReadQuoted(char quote, bool verbatim, int holes)
    {
        Blank(1);
        while (at < source.Length && source[at] != quote || verbatim && Starts("\"\""))
        {
            if (verbatim && Starts("\"\"") || !verbatim && source[at] == '\\' || holes > 0 && (Starts("{{") || Starts("}}"))) Blank(2);
            else if (holes > 0 && source[at] == '{') ReadHole(1);
            else Blank(1);
        }
        Blank(1);
    }

    /// <summary>What stands in the hole of an interpolated string is code; its braces are not.</summary>
    private void ReadHole(int braces)
    {
        Blank(braces);
        ReadCode(insideHole: true);
        Blank(braces);
    }

    private void BlankPast(string end, int from)
    {
        Blank(from);
        BlankWhile(() => !Starts(end));
        Blank(end.Length);
    }

    private void BlankWhile(Func<bool> condition)
    {
        while (at < source.Length && condition()) Blank(1);
    }

    private void Blank(int count)
    {
        for (; count > 0 && at < source.Length; count--, at++)
            if (code[at] != '\n') code[at] = ' ';
    }
}
