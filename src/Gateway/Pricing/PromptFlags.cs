using System.Buffers;

namespace Gateway.Pricing;

/// <summary>Words in a prompt that the vendor's model takes for settings (<c>--rs 1080p</c>): they would change the price behind its back.</summary>
internal sealed class PromptFlags(IReadOnlyList<string> flags)
{
    public const string Field = "prompt";

    private static readonly SearchValues<char> WhiteSpace =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue + 1).Select(code => (char)code).Where(char.IsWhiteSpace)]);

    public void Check(FieldReader fields)
    {
        if (fields.Text(Field) is { } prompt && Find(prompt) is { } flag)
            fields.Refuse(Field, $"'{Field}' has the flag {flag}, which can change the price. Send it as a field of its own.");
    }

    /// <summary>The first flag that stands in the text as a word, alone or with a value behind <c>=</c>.</summary>
    private string? Find(string prompt)
    {
        foreach (var range in prompt.AsSpan().SplitAny(WhiteSpace))
        {
            var word = prompt.AsSpan(range);
            if (word.IndexOf('=') is >= 0 and var end) word = word[..end];
            foreach (var flag in flags)
                if (word.Equals(flag, StringComparison.OrdinalIgnoreCase)) return flag;
        }
        return null;
    }
}
