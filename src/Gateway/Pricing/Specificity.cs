namespace Gateway.Pricing;

/// <summary>
/// Which of two patterns that fit a model wins: the one with more literal characters; of equals the one with fewer stars. So a full name
/// beats every pattern. Two that are equal in both and can fit one model are a tie, which no book may have: the order of a file never counts.
/// </summary>
internal static class Specificity
{
    /// <summary>Patterns that can never fit one model follow the alphabet, so that lists look the same every time.</summary>
    public static IComparer<string> MostSpecificFirst { get; } = Comparer<string>.Create((one, other) =>
    {
        var byRank = Rank(other).CompareTo(Rank(one));
        return byRank != 0 ? byRank : string.CompareOrdinal(one, other);
    });

    public static IEnumerable<(string One, string Other)> Ties(IReadOnlyCollection<string> patterns)
    {
        foreach (var equals in patterns.GroupBy(Rank).Where(group => group.Key.FewerStars < 0))
        {
            string[] sorted = [.. equals.Order(StringComparer.Ordinal)];
            for (var one = 0; one < sorted.Length; one++)
            for (var other = one + 1; other < sorted.Length; other++)
                if (ModelPattern.Overlap(sorted[one], sorted[other])) yield return (sorted[one], sorted[other]);
        }
    }

    private static (int Literals, int FewerStars) Rank(string pattern)
    {
        var stars = pattern.Count(c => c == '*');
        return (pattern.Length - stars, -stars);
    }
}
