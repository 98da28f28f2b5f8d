using Gateway.Configuration;
using Gateway.Teams;
using Gateway.Tests.Configuration;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Gateway.Tests.Teams;

public sealed class TeamReloadTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);
    private readonly LogLines<TeamDirectorySource> _log = new();

    [Fact]
    public async Task A_key_taken_out_of_the_settings_is_refused_at_the_next_request()
    {
        var (watch, callers) = Start(Team("token"));
        Assert.NotNull((await callers.TeamAsync(Request("token"))).Team);
        _folder.Write("s.json", Team("another"));
        watch.Look();
        Assert.Equal(401, (await callers.TeamAsync(Request("token"))).Refusal!.Status);
        Assert.NotNull((await callers.TeamAsync(Request("another"))).Team);
    }

    [Fact]
    public async Task A_team_suspended_by_a_reload_is_refused_at_the_next_request()
    {
        var (watch, callers) = Start(Team("token"));
        _folder.Write("s.json", Team("token", "\"Suspended\": true,"));
        watch.Look();
        Assert.Equal(403, (await callers.TeamAsync(Request("token"))).Refusal!.Status);
    }

    [Fact]
    public async Task After_bad_settings_the_last_good_teams_stay_and_every_fault_is_logged()
    {
        var (watch, callers) = Start(Team("token"));
        _folder.Write("s.json", Team("another", "\"MaxInFlight\": 0, \"Budget\": 1,"));
        watch.Look();
        Assert.NotNull((await callers.TeamAsync(Request("token"))).Team);
        Assert.Equal(401, (await callers.TeamAsync(Request("another"))).Refusal!.Status);
        Assert.Contains("Error 2002: Bad setting: Teams:studio:MaxInFlight: '0' is not a whole number above 0", _log.Lines);
        Assert.Contains(_log.Lines, line => line.StartsWith("Error 2002: Bad setting: Teams:studio:Budget: unknown key", StringComparison.Ordinal));
        Assert.Contains("Error 2003: Teams stay as they were: the new settings have 2 faults", _log.Lines);

        _folder.Write("s.json", Team("another"));
        watch.Look();
        Assert.NotNull((await callers.TeamAsync(Request("another"))).Team);
    }

    [Fact]
    public void Bad_settings_at_the_start_are_a_fault() =>
        Assert.Throws<ConfigurationFaultException>(() => Start("""{ "Teams": { "studio": { } } }"""));

    [Fact]
    public void Budgets_stay_in_the_order_of_the_file()
    {
        var (_, callers) = Start("""
            { "Teams": { "t": { "Budgets": {
              "weekly": { "Period": "Week", "LimitUsd": 1 }, "daily": { "Period": "Day", "LimitUsd": 1 }, "all": { "Period": "Total", "LimitUsd": 1 } } } } }
            """);
        Assert.Equal(["weekly", "daily", "all"], callers.Directory.Find("T")!.Budgets.Select(budget => budget.Name));
    }

    public void Dispose() => _folder.Dispose();

    private static string Team(string token, string more = "") =>
        $$"""{ "Teams": { "studio": { "Unlimited": true, {{more}} "Keys": { "k": { "Sha256": "{{Settings.Sha256(token)}}" } } } } }""";

    private (FileWatch Watch, Callers Callers) Start(string json)
    {
        var source = new WatchedJsonFileSource(_folder.Write("s.json", json));
        var configuration = new ConfigurationBuilder().Add(source).Build();
        return (new FileWatch([source], _time, new LogLines<FileWatch>()), new Callers(
            new TeamDirectorySource(configuration, _log), Tokens.Desks.Of(configuration, _time), new FailedAuthentications(configuration, _time), _time));
    }

    private static DefaultHttpContext Request(string token)
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["x-api-key"] = token;
        return http;
    }
}
