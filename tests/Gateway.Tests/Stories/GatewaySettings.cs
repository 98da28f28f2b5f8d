using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Pricing;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Tests.Stories;

/// <summary>How a story's gateway is configured: two teams with a day's budget each, and whatever the story changes.</summary>
internal sealed class GatewaySettings
{
    public static readonly DateTimeOffset Start = new(2026, 11, 23, 10, 0, 0, TimeSpan.Zero);

    public Dictionary<string, string?> Values { get; } = new()
    {
        ["Predictions:PollInterval"] = "00:00:02",
        ["Predictions:FollowInterval"] = "00:00:05",
        ["Predictions:AbsentAfter"] = "00:00:20",
        ["Atlas:SubmitTimeout"] = "00:00:10",
        // Stories count what is asked of the vendor.
        ["Atlas:Balance:Interval"] = "00:00:00",
    };

    public GatewaySettings() => Team("studio").Team("lab").Budget("studio", "daily", "Day", 50).Budget("lab", "daily", "Day", 50);

    /// <summary>Moved by the story unless it asks for the real one.</summary>
    public TimeProvider Time { get; private set; } = new ManualTime(Start);

    /// <summary>The story's own folder, made when it starts and removed at its end.</summary>
    public string Folder { get; } = Path.Combine(Path.GetTempPath(), "gateway-story-" + Guid.NewGuid().ToString("N")[..12]);

    public string LedgerPath => Path.Combine(Folder, "gateway.db");

    /// <summary>What a story puts in the place of a part, or listens in on.</summary>
    public Action<IServiceCollection>? Services { get; set; }

    public static string TokenOf(string team, string key = "farm") => $"gw-test-{team}-{key}-7d1f";

    public static string Sha256Of(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>For changes while the gateway runs.</summary>
    public ChangedSettings Changes { get; } = new();

    public GatewaySettings Set(string key, string? value)
    {
        Values[key] = value;
        return this;
    }

    public GatewaySettings Team(string team, string key = "farm") => Set($"Teams:{team}:Keys:{key}:Sha256", Sha256Of(TokenOf(team, key)));

    /// <summary>The shipped book and a price for <see cref="Bodies.AudioModel"/>.</summary>
    public GatewaySettings WithAudio()
    {
        var price = JsonNode.Parse("""{ "from": "2026-07-01", "kind": "perRun", "request": "run", "source": "a test" }""")!;
        price["usd"] = Bodies.AudioUsd.ToString(CultureInfo.InvariantCulture);
        var file = Path.Combine(Folder, "prices-with-audio.json");
        Directory.CreateDirectory(Folder);
        File.WriteAllText(file, Books.Changed(book => book["models"]![Bodies.AudioModel] = new JsonObject { ["type"] = "audio", ["prices"] = new JsonArray(price) }));
        return Set("Pricing:File", file);
    }

    public GatewaySettings Operator(string name, string role) =>
        Set($"Operators:{name}:Role", role).Set($"Operators:{name}:Keys:farm:Sha256", Sha256Of(TokenOf(name)));

    public GatewaySettings Budget(string team, string name, string period, decimal limitUsd) =>
        Set($"Teams:{team}:Budgets:{name}:Period", period).Set($"Teams:{team}:Budgets:{name}:LimitUsd", limitUsd.ToString(CultureInfo.InvariantCulture));

    /// <summary>Removes what is there, so that a story can start from nothing.</summary>
    public GatewaySettings WithoutBudgets(string team)
    {
        foreach (var key in Values.Keys.Where(key => key.StartsWith($"Teams:{team}:Budgets:", StringComparison.Ordinal)).ToList()) Values.Remove(key);
        return this;
    }

    public GatewaySettings Unlimited(string team) => WithoutBudgets(team).Set($"Teams:{team}:Unlimited", "true");

    /// <summary>For what only real waiting shows; intervals are short.</summary>
    public GatewaySettings RealTime()
    {
        Time = TimeProvider.System;
        return Set("Predictions:PollInterval", "00:00:00.1").Set("Predictions:FollowInterval", "00:00:00.2").Set("Predictions:AbsentAfter", "00:00:05");
    }

    /// <summary>Every log line there is, for stories about what must not be in one.</summary>
    public GatewaySettings LogEverything() => Set("Logging:LogLevel:Default", "Trace").Set("Logging:LogLevel:Microsoft", "Debug")
        .Set("Logging:LogLevel:System.Net.Http", "Trace").Set("Logging:LogLevel:Yarp", "Trace");
}
