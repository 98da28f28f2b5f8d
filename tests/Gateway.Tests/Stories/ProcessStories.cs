using System.Text.Json;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>The real binary as an operator meets it.</summary>
public sealed class ProcessStories : IAsyncLifetime
{
    private const int ConfigurationFault = 78;
    private VendorStandIn vendor = null!;

    public async ValueTask InitializeAsync() => vendor = await VendorStandIn.StartAsync();

    public ValueTask DisposeAsync() => vendor.DisposeAsync();

    [Fact]
    public async Task A_key_is_revoked_by_changing_the_settings_file_and_a_broken_file_changes_nothing()
    {
        var settings = new GatewaySettings().RealTime();
        foreach (var key in settings.Values.Keys.Where(key => key.StartsWith("Teams:", StringComparison.Ordinal)).ToList()) settings.Values.Remove(key);
        await using var gateway = new GatewayProcess(vendor, settings);
        await WriteAsync(gateway, Settings("farm", "spare"));
        await gateway.StartAsync();
        Assert.Equal(200, await StatusAsync(gateway));
        await WriteAsync(gateway, Settings("spare"));
        await UntilAsync(gateway, 401);
        await WriteAsync(gateway, Settings("farm"));
        await UntilAsync(gateway, 200);
        await WriteAsync(gateway, "{ \"Teams\": ");
        await WriteAsync(gateway, """{ "Teams": { "studio": { "Budget": { "LimitUsd": 1 } } } }""");
        // The last good settings stay: nothing to wait for, so ask as long as a reload takes.
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(200, await StatusAsync(gateway));
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
        Assert.DoesNotContain(vendor.Key, gateway.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_production_it_does_not_start_without_the_vendors_key()
    {
        await using var gateway = new GatewayProcess(vendor);
        gateway.Environment["ATLASCLOUD_API_KEY"] = "";
        var (exit, output) = await gateway.RunAsync("serve", "--urls", gateway.Address.GetLeftPart(UriPartial.Authority), "--Management:Port=0");
        Assert.Equal(ConfigurationFault, exit);
        Assert.Contains("ATLASCLOUD_API_KEY", output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_in_the_settings_are_told_one_a_line_by_their_keys()
    {
        var settings = new GatewaySettings().RealTime().WithoutBudgets("studio")
            .Set("Teams:lab:Budgets:daily:LimitUsd", "-1").Set("Teams:lab:Budgets:daily:Peroid", "Day").Set("Predictions:PollInterval", "soon")
            .Set("Atlas:SubmitTimeout", "later").Set("PublicBaseUrl", "video");
        await using var gateway = new GatewayProcess(vendor, settings);
        foreach (var command in new[] { new[] { "config", "check" }, ["serve", "--urls", gateway.Address.GetLeftPart(UriPartial.Authority), "--Management:Port=0"] })
        {
            var (exit, output) = await gateway.RunAsync(command);
            Assert.True(command[0] == "serve" ? exit == ConfigurationFault : exit != 0, $"{command[0]}: {exit}");
            foreach (var named in new[] { "Teams:studio", "Teams:lab:Budgets:daily:LimitUsd", "Teams:lab:Budgets:daily:Peroid", "Predictions:PollInterval", "Atlas:SubmitTimeout", "PublicBaseUrl" })
                Assert.Contains(named, output, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
            Assert.DoesNotContain(vendor.Key, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_ledger_is_noticed_and_the_books_can_be_checked_beside_the_first()
    {
        await using var gateway = new GatewayProcess(vendor);
        await gateway.StartAsync();
        Assert.Equal(200, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString())).Status);
        var (second, _) = await gateway.RunAsync("serve", "--urls", $"http://127.0.0.1:{FreePort.Next()}", "--Management:Port=0");
        Assert.NotEqual(0, second);
        var (books, output) = await gateway.RunAsync("books", "check");
        Assert.True(books == 0, output);
    }

    [Fact]
    public async Task The_books_can_be_checked_without_the_vendors_key()
    {
        await using var gateway = new GatewayProcess(vendor);
        await gateway.StartAsync();
        await gateway.KillAsync();
        gateway.Environment["ATLASCLOUD_API_KEY"] = "";
        var (books, output) = await gateway.RunAsync("books", "check");
        Assert.True(books == 0, output);
        Assert.Equal(ConfigurationFault, (await gateway.RunAsync("config", "check")).ExitCode);
    }

    [Fact]
    public async Task Play_money_stands_in_books_of_its_own()
    {
        await using var gateway = new GatewayProcess(vendor);
        foreach (var name in new[] { "ATLASCLOUD_API_KEY", "Atlas__BaseUrl", "ConnectionStrings__Ledger" }) gateway.Environment[name] = "";
        gateway.Environment.Remove("ConnectionStrings__Ledger");
        gateway.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        await gateway.StartAsync();
        Assert.True(File.Exists(Path.Combine(gateway.Settings.Folder, "sandbox.db")));
        Assert.False(File.Exists(Path.Combine(gateway.Settings.Folder, "gateway.db")));
    }

    [Theory]
    [InlineData("keys", "new", "a b")]
    [InlineData("keys", "new", "a\"b")]
    [InlineData("books", "check", "--set", "nothing")]
    public async Task A_slip_on_the_command_line_is_told(params string[] command)
    {
        await using var gateway = new GatewayProcess(vendor);
        var (exit, output) = await gateway.RunAsync(command);
        Assert.NotEqual(0, exit);
        Assert.Contains(command[^1], output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_key_is_printed_once_with_the_line_to_configure()
    {
        await using var gateway = new GatewayProcess(vendor);
        var (exit, output) = await gateway.RunAsync("keys", "new");
        Assert.Equal(0, exit);
        var words = output.Split((char[])[' ', '\n', '\r', '"', '\'', ',', ':', '='], StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains(words, word => words.Contains(GatewaySettings.Sha256Of(word), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Help_is_there_for_a_person()
    {
        await using var gateway = new GatewayProcess(vendor);
        var (exit, output) = await gateway.RunAsync("--help");
        Assert.Equal(0, exit);
        foreach (var command in new[] { "serve", "keys", "quote", "books", "charges", "config" }) Assert.Contains(command, output, StringComparison.Ordinal);
    }

    private static string Settings(params string[] keys) => JsonSerializer.Serialize(new
    {
        Teams = new
        {
            studio = new
            {
                Keys = keys.ToDictionary(key => key, key => new { Sha256 = GatewaySettings.Sha256Of(GatewaySettings.TokenOf("studio", key)) }),
                Budgets = new { daily = new { Period = "Day", LimitUsd = 50 } },
            },
        },
    });

    /// <summary>In one step, as a ConfigMap changes.</summary>
    private static async Task WriteAsync(GatewayProcess gateway, string json)
    {
        var path = Path.Combine(gateway.Settings.Folder, "appsettings.json");
        await File.WriteAllTextAsync(path + ".new", json);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static async Task<int> StatusAsync(GatewayProcess gateway) => (await gateway.SendAsync(HttpMethod.Get, "/gateway/v1/budgets")).Status;

    private static async Task UntilAsync(GatewayProcess gateway, int status)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await StatusAsync(gateway) != status)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"Never answered {status}: {gateway.Output}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }
}
