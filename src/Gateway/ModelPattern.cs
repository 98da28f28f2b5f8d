using System.Buffers;
using System.IO.Enumeration;

namespace Gateway;

/// <summary>
/// A model's name, or a family of them: <c>*</c> stands for any text, slashes included; before a slash it stands for one part of the name,
/// so that <c>*/veo3.1</c> is every maker's veo3.1 and nothing longer. Case counts.
/// </summary>
internal static class ModelPattern
{
    /// <summary>A star, and what else the comparison gives a meaning.</summary>
    private static readonly SearchValues<char> Wildcards = SearchValues.Create("*?\\<>\"");

    public static bool Matches(string pattern, string model) =>
        BeginAlike(pattern, model)
        && FileSystemName.MatchesSimpleExpression(pattern, model, ignoreCase: false)
        && (!pattern.Contains("*/", StringComparison.Ordinal) || Meet(pattern, model, isPattern: false));

    /// <summary>Asked first: a price book has many patterns, and hardly any begins like the model.</summary>
    private static bool BeginAlike(string pattern, string model)
    {
        var wildcard = pattern.AsSpan().IndexOfAny(Wildcards);
        return wildcard < 0 ? pattern == model : model.AsSpan().StartsWith(pattern.AsSpan(0, wildcard), StringComparison.Ordinal);
    }

    /// <summary>Whether there is a model that both patterns fit.</summary>
    public static bool Overlap(string one, string other) => Meet(one, other, isPattern: true);

    /// <summary>
    /// One row per character of the one, one column per character of the other: whether what is left of both can be the same text.
    /// Where two stars meet it is enough that one of them stays empty.
    /// </summary>
    /// <param name="isPattern">Whether a star in the other is one, or a character like any.</param>
    private static bool Meet(string one, string other, bool isPattern)
    {
        var below = new bool[other.Length + 1];
        var row = new bool[other.Length + 1];
        for (var i = one.Length; i >= 0; i--)
        {
            for (var j = other.Length; j >= 0; j--)
            {
                row[j] = (i == one.Length && j == other.Length)
                    || (IsStar(one, i) && (below[j] || (j < other.Length && MayTake(one, i, other[j]) && row[j + 1])))
                    || (isPattern && IsStar(other, j) && (row[j + 1] || (i < one.Length && MayTake(other, j, one[i]) && below[j])))
                    || (i < one.Length && j < other.Length && one[i] == other[j] && below[j + 1]);
            }
            (below, row) = (row, below);
        }
        return below[0];
    }

    private static bool IsStar(string pattern, int at) => at < pattern.Length && pattern[at] == '*';

    private static bool MayTake(string pattern, int star, char next) => next != '/' || star + 1 >= pattern.Length || pattern[star + 1] != '/';
}
