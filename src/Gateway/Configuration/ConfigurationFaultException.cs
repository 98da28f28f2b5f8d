namespace Gateway.Configuration;

/// <summary>The gateway cannot run as configured; one sentence for each fault, naming the key.</summary>
internal sealed class ConfigurationFaultException(IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
