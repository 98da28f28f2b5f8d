using System.Text;
using System.Text.Json.Nodes;
using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Faults;

/// <summary>A judge must see what it judges.</summary>
public sealed class ComparisonTests
{
    private const string Name = "order rich.0.1.";

    [Fact]
    public void Equal_books_show_no_difference() => Assert.Empty(Comparison.Of([Charge()], [Job()]));

    [Fact]
    public void A_nano_dollar_shows() => Assert.Contains("billed 1000000001", Assert.Single(Comparison.Of([Charge() with { Settled = 1_000_000_000 }], [Job()])), StringComparison.Ordinal);

    [Fact]
    public void A_job_that_nobody_pays_shows() => Assert.StartsWith("Nobody owns", Assert.Single(Comparison.Of([], [Job()])), StringComparison.Ordinal);

    [Fact]
    public void A_job_that_another_team_or_another_order_pays_shows()
    {
        Assert.Contains("is owned by", Assert.Single(Comparison.Of([Charge() with { Team = "poor" }], [Job()])), StringComparison.Ordinal);
        Assert.Contains("is owned by", Assert.Single(Comparison.Of([Charge() with { Order = "order rich.0.2." }], [Job()])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("held")]
    [InlineData("submitted")]
    [InlineData("unknown")]
    [InlineData("review")]
    public void A_charge_without_an_end_shows(string state) =>
        Assert.StartsWith("Not ended", Assert.Single(Comparison.Of([Charge() with { State = state }], [Job()])), StringComparison.Ordinal);

    [Fact]
    public void Money_without_a_job_shows() =>
        Assert.StartsWith("The vendor bills nothing", Assert.Single(Comparison.Of([Charge()], [])), StringComparison.Ordinal);

    [Fact]
    public void An_order_that_is_sent_or_bought_twice_shows()
    {
        Assert.Empty(Comparison.Twice([Charge()], [Job()], [Submit()]));
        Assert.Contains("reached the vendor 2 times", Assert.Single(Comparison.Twice([Charge()], [Job()], [Submit(), Submit()])), StringComparison.Ordinal);
        Assert.Contains("was bought 2 times", Assert.Single(Comparison.Twice([Charge()], [Job(), Job("pred-2")], [Submit()])), StringComparison.Ordinal);
    }

    private static LedgerCharge Charge() => new("chg_1", "rich", "settled", "pred-1", 2_000_000_000, 1_000_000_001, Name, "", Claimed: false, "none");

    private static VendorRequest Submit() => new(DateTimeOffset.UnixEpoch, "POST", "/api/v1/model/generateVideo", [], Encoding.UTF8.GetBytes(Bodies.Video(Name).ToJsonString()));

    private static VendorJob Job(string id = "pred-1") => new()
    {
        Id = id, Operation = "generateVideo", Body = [], Request = (JsonObject)Bodies.Video(Name).DeepClone(), KeySeen = null, At = DateTimeOffset.UnixEpoch,
        Price = 1.000_000_001m, Status = "completed",
    };
}
