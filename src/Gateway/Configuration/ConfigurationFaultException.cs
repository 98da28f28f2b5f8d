namespace Gateway.Configuration;

/// <summary>The configuration cannot be used; one line per fault, each naming its key.</summary>
internal sealed class ConfigurationFaultException(IReadOnlyList<string> faults) : Exception(string.Join('\n', faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
