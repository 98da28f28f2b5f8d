using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Faults;

/// <summary>Who buys, and what they may spend. Two of them reach their limits, which are raised a little now and then.</summary>
internal static class Teams
{
    /// <summary>Has money enough.</summary>
    public const string Rich = "rich";

    /// <summary>Is always at the limit of a budget that never resets.</summary>
    public const string Poor = "poor";

    /// <summary>May have few jobs running at once, and reaches the limit of its day.</summary>
    public const string Narrow = "narrow";

    /// <summary>Buys what costs more than was held, and what is finished after it was given up.</summary>
    public const string Unlucky = "unlucky";

    /// <summary>How many.</summary>
    public const int NarrowCap = 3;

    public static readonly IReadOnlyList<string> All = [Rich, Poor, Narrow, Unlucky];

    public static string TokenOf(string team) => $"gw-test-{team}-3b9e";

    /// <param name="raised">How often the limits were raised.</param>
    public static JsonObject Settings(int raised) => new()
    {
        ["Teams"] = new JsonObject
        {
            [Rich] = Team(Rich, "all", "Total", 1_000_000),
            [Poor] = Team(Poor, "all", "Total", LimitOf(Poor, raised)!.Value),
            [Narrow] = Capped(Team(Narrow, "daily", "Day", LimitOf(Narrow, raised)!.Value)),
            [Unlucky] = Team(Unlucky, "monthly", "Month", 1_000_000),
        },
        ["Company"] = new JsonObject { ["Budgets"] = Budget("all", "Total", 5_000_000) },
    };

    /// <summary>In US dollars; null where it is never reached.</summary>
    public static decimal? LimitOf(string team, int raised) => team switch
    {
        Poor => 12 + 6 * raised,
        Narrow => 15 + 8 * raised,
        _ => null,
    };

    private static JsonObject Team(string team, string budget, string period, decimal limit) => new()
    {
        ["Keys"] = new JsonObject { ["farm"] = new JsonObject { ["Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(TokenOf(team)))) } },
        ["Budgets"] = Budget(budget, period, limit),
    };

    private static JsonObject Budget(string name, string period, decimal limit) =>
        new() { [name] = new JsonObject { ["Period"] = period, ["LimitUsd"] = limit.ToString(CultureInfo.InvariantCulture) } };

    private static JsonObject Capped(JsonObject team)
    {
        team["MaxInFlight"] = NarrowCap;
        return team;
    }
}
