using Gateway.Atlas;
using Gateway.Configuration;
using Gateway.Ledger;
using Gateway.Predictions;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class SpanTextTests
{
    [Theory]
    [InlineData("00:00:05", 5)]
    [InlineData("23:59:59", 86_399)]
    [InlineData("3.00:00:00", 259_200)]
    [InlineData("3:00:00:00", 259_200)]
    [InlineData("00:30", 1_800)]
    [InlineData("-00:00:05", -5)]
    public void A_time_span_is_what_it_says(string text, long seconds)
    {
        Assert.True(SpanText.TryParse(text, out var span));
        Assert.Equal((TimeSpan.FromSeconds(seconds), ""), (span, SpanText.Hint(text)));
    }

    [Theory]
    [InlineData("72:00:00", "3.00:00:00")]
    [InlineData("24:00:00", "1.00:00:00")]
    [InlineData("-36:00", "1.12:00:00")]
    [InlineData(" 100:10:10 ", "4.04:00:00")]
    public void Hours_above_23_are_refused_and_never_taken_for_days(string text, string meant)
    {
        Assert.False(SpanText.TryParse(text, out _));
        Assert.Contains(meant, SpanText.Hint(text));
    }

    [Theory]
    [InlineData("Ledger:KeepDetailsFor")]
    [InlineData("Ledger:BusyTimeout")]
    [InlineData("Ledger:StatementTimeout")]
    [InlineData("Atlas:SubmitTimeout")]
    [InlineData("Atlas:SyncTimeout")]
    [InlineData("Atlas:Circuit:Break")]
    [InlineData("Atlas:Balance:Interval")]
    [InlineData("Predictions:Turns:MaxWait")]
    [InlineData("Predictions:AbsentAfter")]
    [InlineData("Predictions:TerminalCacheFor")]
    public void Every_section_names_the_key_and_says_how_to_write_it(string key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            new Dictionary<string, string?> { ["Atlas:BaseUrl"] = "https://vendor.example", [key] = "72:00:00" }).Build();
        var faults = new List<string>();
        _ = LedgerOptions.Read(configuration, faults);
        faults.AddRange([
            .. AtlasOptions.FaultsOf(configuration, needsKey: false), .. CircuitOptions.FaultsOf(configuration), .. BalanceOptions.FaultsOf(configuration),
            .. TurnOptions.FaultsOf(configuration), .. PredictionsOptions.FaultsOf(configuration),
        ]);
        var fault = Assert.Single(faults);
        Assert.StartsWith(key + ":", fault);
        Assert.Contains("3.00:00:00", fault);
    }
}
