namespace Gateway.Configuration;

/// <summary>The settings cannot be used: one line for each fault, naming its key or file.</summary>
internal sealed class ConfigurationFaultException(IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
