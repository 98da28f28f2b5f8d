using System.Text;

namespace Gateway.Ledger;

/// <summary>How the books spell the names of an enumeration: <c>NotSent</c> is <c>not-sent</c>.</summary>
internal static class Words<T> where T : struct, Enum
{
    private static readonly Dictionary<T, string> ByValue = Enum.GetValues<T>().ToDictionary(value => value, value => Spell(value.ToString()));
    private static readonly Dictionary<string, T> ByWord = ByValue.ToDictionary(pair => pair.Value, pair => pair.Key);

    public static string Of(T value) => ByValue[value];
    public static T Read(string word) => ByWord[word];

    private static string Spell(string name)
    {
        var word = new StringBuilder();
        foreach (var c in name)
        {
            if (char.IsAsciiLetterUpper(c) && word.Length > 0) word.Append('-');
            word.Append(char.ToLowerInvariant(c));
        }

        return word.ToString();
    }
}
