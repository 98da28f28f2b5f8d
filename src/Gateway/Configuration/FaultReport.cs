namespace Gateway.Configuration;

/// <summary>How settings that cannot be used are told to the person who started the process.</summary>
internal static class FaultReport
{
    /// <summary>EX_CONFIG of sysexits.h.</summary>
    public const int ExitCode = 78;

    /// <summary>One line a fault, no stack trace; returns the exit code to end with.</summary>
    public static int WriteTo(this ConfigurationFaultException exception, TextWriter stderr)
    {
        foreach (var fault in exception.Faults) stderr.WriteLine(fault);
        return ExitCode;
    }
}
