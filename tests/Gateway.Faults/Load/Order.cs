using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;

namespace Gateway.Faults;

/// <summary>One thing a caller wants, under a name that no other has: it stands in the prompt and in the tags, so both books can be laid side by side.</summary>
/// <param name="Key">Idempotency-Key; null where the caller sends it once and never again.</param>
internal sealed partial record Order(string Name, string Team, string Operation, JsonObject Body, string? Key)
{
    public static Order Draw(string team, int caller, int number, Random random)
    {
        var name = $"order {team}.{caller}.{number}.";
        var key = random.Next(2) == 0 ? $"key {caller}.{number}" : null;
        return random.Next(4) switch
        {
            0 => new Order(name, team, "generateImage", Bodies.Image(name), key),
            1 => new Order(name, team, "generateImage", Bodies.Image(name, sync: true), key),
            _ => new Order(name, team, "generateVideo", Bodies.Video(name), key),
        };
    }

    public string Tag => Name["order ".Length..];

    public static string NameIn(VendorJob job) => NameIn((string?)job.Request["prompt"] ?? "");

    public static string NameIn(string text) => Pattern().Match(text).Value;

    public static string TeamIn(string name) => name["order ".Length..name.IndexOf('.', StringComparison.Ordinal)];

    [GeneratedRegex(@"order [a-z]+\.\d+\.\d+\.")]
    private static partial Regex Pattern();
}
