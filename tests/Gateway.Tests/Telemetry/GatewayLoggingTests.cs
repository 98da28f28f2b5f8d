using Gateway.Configuration;
using Gateway.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class GatewayLoggingTests
{
    [Theory]
    [InlineData("Production", ConsoleFormatterNames.Json)]
    [InlineData("Staging", ConsoleFormatterNames.Json)]
    [InlineData("Development", ConsoleFormatterNames.Simple)]
    public void Logs_are_for_machines_unless_somebody_develops(string environment, string formatter)
    {
        var builder = ConfigurationSetup.CreateBuilder(["--environment", environment]);
        Assert.Equal(environment, builder.Environment.EnvironmentName);
        using var services = builder.AddGatewayLogging().Services.BuildServiceProvider();
        Assert.Equal(formatter, services.GetRequiredService<IOptions<ConsoleLoggerOptions>>().Value.FormatterName);
    }
}
