using Gateway.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;
using Xunit;

namespace Gateway.Tests.Configuration;

public sealed class FileWatchTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly LogLines<FileWatch> _log = new();
    private int _changes;

    [Fact]
    public void Changed_content_comes_into_force_and_is_announced_once()
    {
        var (watch, configuration) = Watching(_folder.Write("s.json", """{ "A": "1" }"""));
        watch.Look();
        Assert.Equal(0, _changes);
        _folder.Write("s.json", """{ "A": "2" }""");
        watch.Look();
        watch.Look();
        Assert.Equal("2", configuration["A"]);
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void The_same_content_written_again_is_no_change()
    {
        var path = _folder.Write("s.json", """{ "A": "1" }""");
        var (watch, _) = Watching(path);
        _folder.Write("s.json", """{ "A": "1" }""");
        File.SetLastWriteTimeUtc(path, new DateTime(2030, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        watch.Look();
        Assert.Equal(0, _changes);
    }

    [Fact]
    public void A_file_that_no_longer_parses_is_logged_once_and_the_last_good_content_stays()
    {
        var path = _folder.Write("s.json", """{ "A": "1" }""");
        var (watch, configuration) = Watching(path);
        _folder.Write("s.json", "{ \"A\": \"2\",\n\n oops }");
        watch.Look();
        watch.Look();
        Assert.Equal("1", configuration["A"]);
        Assert.Equal(0, _changes);
        Assert.StartsWith($"Error 1002: Settings stay as they were: {path}, line 3, position 2: ", Assert.Single(_log.Lines), StringComparison.Ordinal);
        _folder.Write("s.json", """{ "A": "3" }""");
        watch.Look();
        Assert.Equal("3", configuration["A"]);
    }

    [Fact]
    public void A_link_that_is_swapped_as_Kubernetes_does_it_is_a_change()
    {
        foreach (var version in new[] { "v1", "v2" })
            Directory.CreateDirectory(Path.Combine(_folder.Path, version));
        File.WriteAllText(Path.Combine(_folder.Path, "v1", "s.json"), """{ "A": "1" }""");
        File.WriteAllText(Path.Combine(_folder.Path, "v2", "s.json"), """{ "A": "2" }""");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "..data"), "v1");
        var path = Path.Combine(_folder.Path, "s.json");
        File.CreateSymbolicLink(path, Path.Combine("..data", "s.json"));
        var (watch, configuration) = Watching(path);
        Assert.Equal("1", configuration["A"]);

        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "..data_tmp"), "v2");
        Directory.Delete(Path.Combine(_folder.Path, "..data"));
        Directory.Move(Path.Combine(_folder.Path, "..data_tmp"), Path.Combine(_folder.Path, "..data"));
        watch.Look();
        Assert.Equal("2", configuration["A"]);
    }

    [Fact]
    public void A_file_that_is_away_for_a_moment_is_not_empty_and_one_that_stays_away_is()
    {
        var path = _folder.Write("s.json", """{ "A": "1" }""");
        var (watch, configuration) = Watching(path);
        File.Delete(path);
        watch.Look();
        Assert.Equal("1", configuration["A"]);
        watch.Look();
        Assert.Null(configuration["A"]);
        _folder.Write("s.json", """{ "A": "2" }""");
        watch.Look();
        Assert.Equal("2", configuration["A"]);
    }

    [Fact]
    public async Task While_the_process_serves_a_change_is_seen_as_the_clock_ticks()
    {
        var path = _folder.Write("s.json", """{ "A": "1" }""");
        var (watch, configuration) = Watching(path);
        await watch.StartAsync(CancellationToken.None);
        _folder.Write("s.json", """{ "A": "2" }""");
        var seen = await Eventually.TrueAsync(() =>
        {
            _time.Advance(FileWatch.Interval);
            return configuration["A"] == "2";
        });
        await watch.StopAsync(CancellationToken.None);
        Assert.True(seen);
    }

    [Fact]
    public void A_listener_that_fails_does_not_end_the_watch()
    {
        var (watch, configuration) = Watching(_folder.Write("s.json", """{ "A": "1" }"""));
        using var listener = ChangeToken.OnChange(configuration.GetReloadToken, () => throw new InvalidOperationException("cannot take it"));
        _folder.Write("s.json", """{ "A": "2" }""");
        watch.Look();
        Assert.Contains(_log.Lines, line => line.StartsWith("Error 1003", StringComparison.Ordinal));
        Assert.Equal("2", configuration["A"]);
    }

    public void Dispose() => _folder.Dispose();

    private (FileWatch Watch, IConfiguration Configuration) Watching(string path)
    {
        var source = new WatchedJsonFileSource(path);
        var configuration = new ConfigurationBuilder().Add(source).Build();
        ChangeToken.OnChange(configuration.GetReloadToken, () => Interlocked.Increment(ref _changes));
        return (new FileWatch([source], _time, _log), configuration);
    }
}
