using Gateway.Configuration;
using Gateway.Pricing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Gateway.Tests.Pricing;

/// <summary>Prices follow their files while the process serves, and a bad edit costs nothing but a log line.</summary>
public sealed class PriceWatchTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prices");
    private readonly Dictionary<string, string?> _settings = new() { ["Pricing:File"] = "prices.json", ["Pricing:Multiplier"] = "1.0" };
    private readonly CapturedLog _log = new();
    private readonly string _shipped;
    private readonly string _working;

    public PriceWatchTests()
    {
        _shipped = _folder.CreateSubdirectory("shipped").FullName;
        _working = _folder.CreateSubdirectory("working").FullName;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Book(string version, string usd) => Books.With(Books.PerSecond("m", ("2026-01-01", usd)), version);

    private void Ship(string text) => File.WriteAllText(Path.Combine(_shipped, "prices.json"), text);
    private void Overlay(string text) => File.WriteAllText(Path.Combine(_working, "prices.json"), text);

    private IConfigurationRoot Configuration() => new ConfigurationBuilder().AddInMemoryCollection(_settings).Build();

    private PriceWatch Watch(IConfiguration? configuration = null) =>
        new(configuration ?? Configuration(), new PriceFiles(_shipped, _working), new ManualTime(Books.Now), _log);

    private static void LookTwice(PriceWatch watch)
    {
        watch.Look();
        watch.Look();
    }

    [Fact]
    public void The_working_directory_lies_over_what_was_shipped()
    {
        Ship(Book("a", "0.1"));
        Overlay($$"""{ "version": "b", "models": { {{Books.PerSecond("n", ("2026-01-01", "0.2"))}} } }""");

        var prices = Watch().Prices;

        Assert.Equal("a+b", prices.Book.Version);
        Assert.True(prices.Book.Prices("m", Books.Now) && prices.Book.Prices("n", Books.Now));
    }

    [Fact]
    public void The_same_text_in_both_places_is_one_book()
    {
        Ship(Book("a", "0.1"));
        Overlay(Book("a", "0.1"));

        Assert.Equal("a", Watch().Prices.Book.Version);
    }

    [Fact]
    public void A_file_in_the_working_directory_alone_is_the_book()
    {
        Overlay(Book("b", "0.1"));

        Assert.Equal("b", Watch().Prices.Book.Version);
    }

    [Fact]
    public void An_absolute_path_is_the_only_file()
    {
        Ship(Book("a", "0.1"));
        Overlay(Book("b", "0.1"));
        var elsewhere = Path.Combine(_folder.FullName, "ours.json");
        File.WriteAllText(elsewhere, Book("c", "0.1"));
        _settings["Pricing:File"] = elsewhere;

        Assert.Equal("c", Watch().Prices.Book.Version);
    }

    [Fact]
    public void A_changed_file_comes_into_force_when_two_looks_saw_the_same()
    {
        Ship(Book("a", "0.1"));
        var watch = Watch();
        Overlay(Book("b", "0.2"));

        watch.Look();
        Assert.Equal("a", watch.Prices.Book.Version);
        watch.Look();

        Assert.Equal("a+b", watch.Prices.Book.Version);
        Assert.Equal(1_000_000_000, watch.Prices.Book.Price("m", "{}").Usd.Nanos);
        File.Delete(Path.Combine(_working, "prices.json"));
        LookTwice(watch);
        Assert.Equal("a", watch.Prices.Book.Version);
    }

    [Fact]
    public void A_bad_edit_is_logged_once_and_the_last_good_book_stays()
    {
        Ship(Book("a", "0.1"));
        var watch = Watch();
        Ship(Book("b", "free").Replace("\"currency\": \"USD\",", ""));
        LookTwice(watch);
        LookTwice(watch);

        Assert.Equal("a", watch.Prices.Book.Version);
        Assert.Equal(2, _log.Lines.Count);
        Assert.Contains(_log.Lines, line => line.Contains("stay at version a") && line.Contains("models.m.prices[0].usd must be"));
        Assert.Contains(_log.Lines, line => line.Contains("currency is missing"));
        Ship(Book("c", "0.3"));
        LookTwice(watch);
        Assert.Equal("c", watch.Prices.Book.Version);
    }

    [Fact]
    public void Files_that_vanish_leave_the_last_good_book()
    {
        Ship(Book("a", "0.1"));
        var watch = Watch();
        File.Delete(Path.Combine(_shipped, "prices.json"));
        LookTwice(watch);

        Assert.Equal("a", watch.Prices.Book.Version);
        Assert.Contains("there is no 'prices.json'", Assert.Single(_log.Lines));
    }

    [Fact]
    public void A_swapped_link_counts_as_a_change()
    {
        foreach (var version in new[] { "a", "b" })
            File.WriteAllText(Path.Combine(_folder.CreateSubdirectory(version).FullName, "prices.json"), Book(version, "0.1"));
        var data = Path.Combine(_working, "..data");
        Directory.CreateSymbolicLink(data, Path.Combine(_folder.FullName, "a"));
        File.CreateSymbolicLink(Path.Combine(_working, "prices.json"), Path.Combine("..data", "prices.json"));
        var watch = Watch();
        Assert.Equal("a", watch.Prices.Book.Version);

        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, Path.Combine(_folder.FullName, "b"));
        LookTwice(watch);

        Assert.Equal("b", watch.Prices.Book.Version);
    }

    [Fact]
    public void The_multiplier_follows_the_settings_and_a_bad_one_is_logged_once()
    {
        Ship(Book("a", "0.1"));
        var configuration = Configuration();
        var watch = Watch(configuration);
        configuration["Pricing:Multiplier"] = "1.2";
        configuration["Pricing:DifferenceTolerance"] = "0.2";
        watch.Look();
        Assert.Equal((1.2m, 0.2m), (watch.Prices.Multiplier, watch.Prices.DifferenceTolerance));

        configuration["Pricing:Multiplier"] = "-3";
        LookTwice(watch);

        Assert.Equal((1.2m, 0.2m), (watch.Prices.Multiplier, watch.Prices.DifferenceTolerance));
        Assert.Equal("Settings of prices stay as they were: Pricing:Multiplier: '-3' must be a plain decimal above 0 and at most 100", _log.Lines[^1]);
        Assert.Equal(2, _log.Lines.Count);
    }

    [Fact]
    public void Everything_wrong_at_start_is_told_in_one_fault()
    {
        Ship(Book("a", "free"));
        _settings["Pricing:Multiplier"] = "0";

        var fault = Assert.Throws<ConfigurationFaultException>(() => Watch());

        Assert.Equal(2, fault.Faults.Count);
        Assert.Contains(fault.Faults, line => line.StartsWith("Pricing:Multiplier: '0'", StringComparison.Ordinal));
        Assert.Contains(fault.Faults, line => line.Contains("prices.json: models.m.prices[0].usd"));
        Assert.Equal(fault.Faults, PriceWatch.FaultsOf(Configuration(), new PriceFiles(_shipped, _working)));
    }

    [Theory]
    [InlineData("nowhere.json")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData(".")]
    public void A_file_that_cannot_be_read_is_a_fault(string name)
    {
        _settings["Pricing:File"] = name;

        Assert.NotEmpty(Assert.Throws<ConfigurationFaultException>(() => Watch()).Faults);
    }

    [Fact]
    public async Task A_host_with_pricing_looks_at_the_files_as_time_passes()
    {
        Ship(Book("a", "0.1"));
        var time = new ManualTime(Books.Now);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton(new PriceFiles(_shipped, _working));
        builder.AddPricing();
        await using var app = builder.Build();
        Assert.Empty(app.Services.GetRequiredService<ConfigurationCheck>().FaultsOf(builder.Configuration));
        var watch = Assert.Single(app.Services.GetServices<IHostedService>().OfType<PriceWatch>());
        await watch.StartAsync(CancellationToken.None);
        Ship(Book("b", "0.1"));

        var prices = app.Services.GetRequiredService<Prices>();
        var deadline = TimeProvider.System.GetTimestamp();
        while (prices.Book.Version == "a" && TimeProvider.System.GetElapsedTime(deadline) < TimeSpan.FromSeconds(20))
        {
            time.Advance(PriceWatch.Interval);
            await Task.Yield();
        }
        await watch.StopAsync(CancellationToken.None);

        Assert.Equal("b", prices.Book.Version);
    }

    private sealed class CapturedLog : ILogger<PriceWatch>
    {
        public List<string> Lines { get; } = [];
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
