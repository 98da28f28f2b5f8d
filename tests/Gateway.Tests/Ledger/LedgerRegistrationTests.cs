using Gateway.Configuration;
using Gateway.Ledger;
using Gateway.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gateway.Tests.Ledger;

public sealed class LedgerRegistrationTests
{
    [Fact]
    public async Task The_ledger_opens_with_the_host_and_closes_with_it()
    {
        using var files = new TemporaryLedger();
        await using (var app = App(files.File))
        {
            await app.StartAsync();
            await app.Services.GetRequiredService<ILedgerViews>().ProbeAsync(CancellationToken.None);
            Assert.Equal(0, await app.Services.GetRequiredService<ILedger>().AbandonSendsAsync());
            await using var second = App(files.File);
            var refusal = await Assert.ThrowsAsync<ConfigurationFaultException>(() => second.StartAsync());
            Assert.Contains("another process", refusal.Message);
            Assert.Contains("a second one would be refused", Assert.Single(LedgerRegistration.Warnings(app.Services.GetRequiredService<IConfiguration>())));
            await using var commandLine = LedgerRegistration.OpenLedger(
                app.Services.GetRequiredService<IConfiguration>(), TimeProvider.System, NullLoggerFactory.Instance);
            await commandLine.Views.ProbeAsync(CancellationToken.None);
            await app.StopAsync();
        }

        using var free = DatabaseLock.TryTake(files.File);
        Assert.NotNull(free);
    }

    [Fact]
    public async Task A_ledger_of_a_newer_program_stops_the_start_with_one_line()
    {
        using var files = new TemporaryLedger();
        await files.Open(TimeProvider.System).DisposeAsync();
        files.Execute("INSERT INTO schema_versions VALUES (999, '999_future.sql', 0)");
        await using var app = App(files.File);
        Assert.StartsWith("ConnectionStrings:Ledger: ", Assert.Single((await Assert.ThrowsAsync<ConfigurationFaultException>(() => app.StartAsync())).Faults));
    }

    [Fact]
    public void Every_fault_of_the_settings_is_named_at_once()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Ledger"] = "Host=db;Username=gateway;Password=hunter2;Speed=9",
            ["Ledger:MaxBatch"] = "0",
            ["Ledger:MaxQueue"] = "many",
            ["Ledger:BusyTimeout"] = "-1",
            ["Ledger:MaxConnections"] = "0",
            ["Ledger:StatementTimeout"] = "never",
            ["Predictions:FollowInterval"] = "soon",
        }).Build();
        var faults = LedgerRegistration.Faults(configuration);
        Assert.Equal(
            ["Ledger:MaxBatch", "Ledger:MaxQueue", "Ledger:BusyTimeout", "Ledger:MaxConnections", "Ledger:StatementTimeout", "ConnectionStrings:Ledger", "Predictions:FollowInterval"],
            faults.Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.DoesNotContain("hunter2", string.Join(' ', faults));
        Assert.Equal(faults, Assert.Throws<ConfigurationFaultException>(
            () => LedgerRegistration.OpenLedger(configuration, TimeProvider.System, NullLoggerFactory.Instance)).Faults);
    }

    [Theory]
    [InlineData("Host=db;Database=gateway", "", "ConnectionStrings:Redis: ")]
    [InlineData("Host=db;Database=gateway", "cache:6379", null)]
    [InlineData("Data Source=none-serves-this.db", "", null)]
    public void Replicas_without_Redis_are_warned_of(string ledger, string redis, string? warning)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Ledger"] = ledger, ["ConnectionStrings:Redis"] = redis }).Build();
        Assert.Empty(LedgerRegistration.Faults(configuration));
        var warnings = LedgerRegistration.Warnings(configuration).ToList();
        if (warning is null) Assert.Empty(warnings);
        else Assert.StartsWith(warning, Assert.Single(warnings));
    }

    private static WebApplication App(string file)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Configuration["ConnectionStrings:Ledger"] = $"Data Source={file}";
        builder.AddLedger();
        builder.Services.AddRouting();
        builder.Services.AddSingleton<Microsoft.AspNetCore.Hosting.Server.IServer, NoServer>();
        return builder.Build();
    }

    private sealed class NoServer : Microsoft.AspNetCore.Hosting.Server.IServer
    {
        public Microsoft.AspNetCore.Http.Features.IFeatureCollection Features { get; } = new Microsoft.AspNetCore.Http.Features.FeatureCollection();
        public Task StartAsync<TContext>(Microsoft.AspNetCore.Hosting.Server.IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
        public void Dispose() { }
    }
}
