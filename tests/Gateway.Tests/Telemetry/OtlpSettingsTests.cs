using Gateway.Configuration;
using Gateway.Telemetry;
using Gateway.Tests.Stories;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace Gateway.Tests.Telemetry;

public sealed class OtlpSettingsTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    [Theory]
    [InlineData("", false, false, false)]
    [InlineData("OTEL_SERVICE_NAME=x;OTEL_TRACES_EXPORTER=otlp", false, false, false)]
    [InlineData(Endpoint + "=http://collector:4317", true, true, true)]
    [InlineData(Endpoint + "=http://collector:4317;OTEL_SDK_DISABLED=TRUE", false, false, false)]
    [InlineData(Endpoint + "=http://collector:4317;OTEL_SDK_DISABLED=no", true, true, true)]
    [InlineData(Endpoint + "=http://collector:4317;OTEL_METRICS_EXPORTER=none", true, false, true)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://collector:4317", true, false, false)]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=http://collector:4317;OTEL_LOGS_EXPORTER=none", false, false, false)]
    public void A_signal_that_has_nowhere_to_go_is_not_made(string variables, bool traces, bool metrics, bool logs) =>
        Assert.Equal(new OtlpSettings(traces, metrics, logs), OtlpSettings.Read(Of(variables)));

    [Theory]
    [InlineData(Endpoint + "=collector:4317", Endpoint + ": 'collector:4317' is not an address such as http://collector:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT=/v1", "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: '/v1' is not an address such as http://collector:4317.")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL=http/json", "OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' is not grpc or http/protobuf.")]
    [InlineData("OTEL_TRACES_EXPORTER=zipkin", "OTEL_TRACES_EXPORTER: 'zipkin' is not otlp or none.")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG=1%", "OTEL_TRACES_SAMPLER_ARG: '1%' is not a number from 0 to 1.")]
    [InlineData("OTEL_METRIC_EXPORT_INTERVAL=10s", "OTEL_METRIC_EXPORT_INTERVAL: '10s' is not a whole number above 0.")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES=production", "OTEL_RESOURCE_ATTRIBUTES: 'production' is not a list such as key=value,key=value.")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS=a-secret", "OTEL_EXPORTER_OTLP_HEADERS: not a list such as key=value,key=value.")]
    public void A_variable_the_sdk_would_pass_over_in_silence_is_a_fault_that_names_it(string variables, string fault) =>
        Assert.Equal([fault], OtlpSettings.FaultsOf(Of(variables)));

    [Theory]
    [InlineData("always_on")]
    [InlineData("parentbased_traceidratio")]
    public void Samplers_of_the_specification_are_no_fault(string sampler) => Assert.Empty(OtlpSettings.FaultsOf(Of($"OTEL_TRACES_SAMPLER={sampler}")));

    [Fact]
    public void An_unknown_sampler_is_a_fault() => Assert.StartsWith(
        "OTEL_TRACES_SAMPLER: 'jaeger_remote' is not one of always_on, ", Assert.Single(OtlpSettings.FaultsOf(Of("OTEL_TRACES_SAMPLER=jaeger_remote"))), StringComparison.Ordinal);

    [Fact]
    public void Where_the_sdk_is_turned_off_nothing_of_it_is_judged() =>
        Assert.Empty(OtlpSettings.FaultsOf(Of($"OTEL_SDK_DISABLED=true;{Endpoint}=nowhere")));

    [Theory]
    [InlineData("--OTEL_SERVICE_NAME=gateway")]
    [InlineData("--" + Endpoint + "=http://127.0.0.1:4318", "--OTEL_SDK_DISABLED=true")]
    public void Without_a_place_to_send_to_no_sdk_is_built(params string[] variables)
    {
        using var gateway = Build(variables);
        Assert.Null(gateway.Services.GetService<TracerProvider>());
        Assert.Null(gateway.Services.GetService<MeterProvider>());
        Assert.DoesNotContain(gateway.Services.GetServices<ILoggerProvider>(), provider => provider is OpenTelemetryLoggerProvider);
    }

    [Fact]
    public void A_bad_variable_ends_the_start()
    {
        var fault = Assert.Throws<ConfigurationFaultException>(() => Build($"--{Endpoint}=collector:4317"));
        Assert.Contains($"{Endpoint}: 'collector:4317' is not an address such as http://collector:4317.", fault.Faults);
    }

    [Fact]
    public void With_one_all_three_are()
    {
        using var gateway = Build($"--{Endpoint}=http://127.0.0.1:{FreePort.Next()}", "--OTEL_EXPORTER_OTLP_TIMEOUT=100");
        Assert.NotNull(gateway.Services.GetService<TracerProvider>());
        Assert.NotNull(gateway.Services.GetService<MeterProvider>());
        Assert.Contains(gateway.Services.GetServices<ILoggerProvider>(), provider => provider is OpenTelemetryLoggerProvider);
    }

    private static Microsoft.AspNetCore.Builder.WebApplication Build(params string[] variables) => Program.Build(
    [
        "--environment=Production", "--urls=http://127.0.0.1:0", "--Management:Port=0", "--Atlas:ApiKey=apikey-test-not-a-secret",
        $"--ConnectionStrings:Ledger=Data Source={Path.Combine(Path.GetTempPath(), "gateway-never-opened.db")}", .. variables,
    ]);

    private static IConfiguration Of(string variables) => new ConfigurationBuilder().AddInMemoryCollection(
        variables.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=', 2)).Select(pair => KeyValuePair.Create(pair[0], (string?)pair[1]))).Build();
}
