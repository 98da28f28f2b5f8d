using Gateway.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class SettingsFilesTests : IDisposable
{
    private readonly TempFolder _binary = new();
    private readonly TempFolder _work = new();

    [Fact]
    public void Settings_of_the_working_directory_win_over_those_beside_the_binary_and_the_command_line_over_both()
    {
        _binary.Write("appsettings.json", """{ "A": { "X": "binary", "Y": "binary", "Z": "binary", "V": "binary" } }""");
        _binary.Write("appsettings.Production.json", """{ "A": { "V": "binary production" } }""");
        _work.Write("appsettings.json", """{ "A": { "Y": "work", "Z": "work" } }""");
        using var configuration = Build("--A:Z=command line");
        Assert.Equal(
            ["binary", "work", "command line", "binary production"],
            new[] { "X", "Y", "Z", "V" }.Select(key => configuration[$"A:{key}"]));
    }

    [Fact]
    public void An_environment_variable_wins_over_files()
    {
        var name = "GATEWAY_TEST_" + Guid.NewGuid().ToString("N");
        _work.Write("appsettings.json", $$"""{ "{{name}}": { "Key": "file" } }""");
        Environment.SetEnvironmentVariable(name + "__Key", "environment");
        try
        {
            using var configuration = Build();
            Assert.Equal("environment", configuration[name + ":Key"]);
        }
        finally
        {
            Environment.SetEnvironmentVariable(name + "__Key", null);
        }
    }

    [Fact]
    public void Keys_stay_in_the_order_they_are_written_in()
    {
        _binary.Write("appsettings.json", """{ "B": { "zebra": "1", "apple": { "x": "1" }, "mango": "1" } }""");
        _work.Write("appsettings.json", """{ "B": { "banana": "1", "Apple": { "y": "2" } } }""");
        using var configuration = Build("--B:aardvark=1");
        Assert.Equal(["zebra", "apple", "mango", "banana", "aardvark"], configuration.GetSection("B").GetChildren().Select(child => child.Key));
    }

    [Fact]
    public void Missing_files_are_empty()
    {
        using var configuration = Build();
        Assert.Null(configuration["Teams"]);
    }

    [Fact]
    public void At_start_every_file_that_does_not_parse_is_told_with_its_line()
    {
        var first = _binary.Write("appsettings.json", "{\n  \"A\": 1,\n  \"B\": nonsense\n}");
        var second = _work.Write("appsettings.json", "[]");
        var third = _work.Write("appsettings.Production.json", """{ "a": 1, "A": 2 }""");
        var exception = Assert.Throws<ConfigurationFaultException>(() => Build());
        Assert.Equal(3, exception.Faults.Count);
        Assert.StartsWith($"{first}, line 3, position 9: ", exception.Faults[0], StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", exception.Faults[0], StringComparison.Ordinal);
        Assert.StartsWith($"{second}: ", exception.Faults[1], StringComparison.Ordinal);
        Assert.StartsWith($"{third}: A duplicate key", exception.Faults[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_go_to_standard_error_one_line_each_with_the_exit_code_for_configuration()
    {
        using var stderr = new StringWriter { NewLine = "\n" };
        Assert.Equal(78, new ConfigurationFaultException(["a: bad", "b: bad"]).WriteTo(stderr));
        Assert.Equal("a: bad\nb: bad\n", stderr.ToString());
    }

    [Fact]
    public void Defaults_are_overridden_by_every_other_source()
    {
        _work.Write("appsettings.json", """{ "C": { "X": "file" } }""");
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.AddGatewayConfiguration([], _binary.Path, _work.Path);
        builder.AddConfigurationDefaults([new("C:X", "default"), new("C:Y", "default")]);
        using var configuration = builder.Configuration;
        Assert.Equal("file", configuration["C:X"]);
        Assert.Equal("default", configuration["C:Y"]);
    }

    [Fact]
    public void The_faults_of_all_parts_are_told_at_once()
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationManager());
        services.AddConfigurationCheck(_ => ["a: bad"]);
        services.AddConfigurationCheck(_ => []);
        services.AddConfigurationCheck(_ => ["b: bad", "a: bad"]);
        using var provider = services.BuildServiceProvider();
        Assert.Equal(["a: bad", "b: bad"], Assert.Throws<ConfigurationFaultException>(provider.CheckConfiguration).Faults);
    }

    public void Dispose()
    {
        _binary.Dispose();
        _work.Dispose();
    }

    private ConfigurationManager Build(params string[] args)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.AddGatewayConfiguration(args, _binary.Path, _work.Path);
        return builder.Configuration;
    }
}
