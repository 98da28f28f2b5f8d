using Microsoft.Extensions.Configuration;

namespace Gateway.Tests.Stories;

/// <summary>Settings that a story changes while its gateway runs, over those it started with.</summary>
internal sealed class ChangedSettings : ConfigurationProvider, IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    public void Change(string key, string? value)
    {
        Set(key, value);
        OnReload();
    }
}
