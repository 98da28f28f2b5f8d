namespace Gateway.Configuration;

/// <summary>One part's judgement of the settings: a line for each fault, none when they are good.</summary>
internal sealed record ConfigurationCheck(Func<IConfiguration, IEnumerable<string>> FaultsOf);

/// <summary>Runs every part's check before anything starts, so that all faults are told at once.</summary>
internal static class ConfigurationChecks
{
    public static IServiceCollection AddConfigurationCheck(this IServiceCollection services, Func<IConfiguration, IEnumerable<string>> faultsOf) =>
        services.AddSingleton(new ConfigurationCheck(faultsOf));

    /// <summary>Throws <see cref="ConfigurationFaultException"/> with the faults of all parts.</summary>
    public static void CheckConfiguration(this IServiceProvider services)
    {
        var configuration = services.GetRequiredService<IConfiguration>();
        string[] faults = [.. services.GetServices<ConfigurationCheck>().SelectMany(check => check.FaultsOf(configuration)).Distinct()];
        if (faults.Length > 0) throw new ConfigurationFaultException(faults);
    }
}
