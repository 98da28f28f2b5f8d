using System.Text.Json.Nodes;

namespace Gateway.Tests.Vendor;

/// <summary>What the vendor says of the account's money.</summary>
internal static class Balances
{
    public static SubmitStep Of(string value, string currency = "usd") => call => call.JsonAsync(200, new JsonObject
    {
        ["object"] = "balance", ["scope"] = "account", ["available"] = new JsonObject { ["value"] = value, ["currency"] = currency },
    });
}
