using Gateway.Pricing;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Pricing;

public sealed class PricingSettingsTests
{
    private static (PricingSettings Settings, List<string> Faults) Read(params (string Key, string Value)[] settings)
    {
        var faults = new List<string>();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => new KeyValuePair<string, string?>($"Pricing:{setting.Key}", setting.Value)))
            .Build();
        return (PricingSettings.Read(configuration, faults), faults);
    }

    [Fact]
    public void What_is_not_set_is_as_shipped()
    {
        var (settings, faults) = Read();

        Assert.Equal(new PricingSettings("prices.json", 1, 0.01m), settings);
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("-0.01")]
    [InlineData("11")]
    [InlineData("5%")]
    [InlineData("NaN")]
    [InlineData("1e-2")]
    [InlineData("")]
    public void A_tolerance_that_is_none_is_a_fault_that_names_the_key(string tolerance) =>
        Assert.Equal($"Pricing:DifferenceTolerance: '{tolerance}' must be a plain decimal from 0 to 10", Assert.Single(Read(("DifferenceTolerance", tolerance)).Faults));

    [Fact]
    public void Every_fault_is_told_at_once() =>
        Assert.Equal(3, Read(("File", " "), ("Multiplier", "0"), ("DifferenceTolerance", "a lot")).Faults.Count);
}
