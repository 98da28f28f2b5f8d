using System.Globalization;

namespace Gateway.RateLimits;

/// <summary>Section <c>RateLimits</c>. The limits themselves stand with the teams.</summary>
/// <param name="Replicas">How many replicas divide a team's limit among them while Redis cannot count for all.</param>
internal sealed record RateLimitsOptions(int Replicas)
{
    private const string ReplicasKey = "RateLimits:Replicas";

    public static RateLimitsOptions Read(IConfiguration configuration) =>
        new(configuration[ReplicasKey] is { Length: > 0 } text && TryCount(text, out var replicas) ? replicas : 1);

    public static IEnumerable<string> FaultsOf(IConfiguration configuration) =>
        configuration[ReplicasKey] is { Length: > 0 } text && !TryCount(text, out _) ? [$"{ReplicasKey}: '{text}' is not a whole number above zero."] : [];

    private static bool TryCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count > 0;
}
