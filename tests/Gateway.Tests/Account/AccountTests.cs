using System.Text.Json;
using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Account;

public sealed class AccountTests(AccountApp app) : IClassFixture<AccountApp>, IAsyncLifetime
{
    private const string Mine = "chg_00000000000000000000000000000001";
    private const string Theirs = "chg_00000000000000000000000000000002";

    public ValueTask InitializeAsync()
    {
        app.Ledger.Charges.Clear();
        app.Ledger.Charges.AddRange([FakeLedgerViews.Charge("studio", Mine), FakeLedgerViews.Charge("rivals", Theirs)]);
        app.Ledger.Balances.Clear();
        app.Ledger.Balances["team:studio a-monthly"] = (new Usd(1_209_600_000), new Usd(300_000_000));
        app.Ledger.Balances["team:studio b-whole"] = (new Usd(1_500_000_000), Usd.Zero);
        app.Ledger.Unavailable = false;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_team_sees_what_it_may_still_spend()
    {
        var (status, body) = await app.GetAsync("/gateway/v1/budgets", "studio");
        Assert.Equal(200, status);
        Assert.Equal(
            """{"team":"studio","budgets":["""
            + """{"name":"a-monthly","period":"Month","limitUsd":"500","spentUsd":"1.2096","heldUsd":"0.3","remainingUsd":"498.4904","resetsAt":"2026-12-01T00:00:00+00:00"},"""
            + """{"name":"b-whole","period":"Total","limitUsd":"1","spentUsd":"1.5","heldUsd":"0","remainingUsd":"0","resetsAt":null}]}""",
            body.GetRawText());
    }

    [Fact]
    public async Task An_operator_sees_every_team_or_the_one_asked_for()
    {
        var (_, all) = await app.GetAsync("/gateway/v1/budgets", "finance");
        var names = all.EnumerateArray().ToDictionary(team => team.GetProperty("team").GetString()!, team => team.GetProperty("budgets").GetArrayLength());
        Assert.Equal(new Dictionary<string, int> { ["rivals"] = 1, ["studio"] = 2, ["zero"] = 0 }, names);

        var (status, one) = await app.GetAsync("/gateway/v1/budgets?team=RIVALS", "finance");
        Assert.Equal((200, "rivals"), (status, one.GetProperty("team").GetString()));
        Assert.Equal(404, (await app.GetAsync("/gateway/v1/budgets?team=nobody", "finance")).Status);
    }

    [Fact]
    public async Task A_suspended_team_still_sees_its_money() =>
        Assert.Equal(200, (await app.GetAsync("/gateway/v1/budgets", "rivals")).Status);

    [Theory]
    [InlineData("/gateway/v1/budgets")]
    [InlineData("/gateway/v1/charges")]
    [InlineData("/gateway/v1/charges/" + Mine)]
    public async Task Without_a_good_key_nothing_is_shown(string path)
    {
        Assert.Equal(401, (await app.GetAsync(path)).Status);
        Assert.Equal(401, (await app.GetAsync(path, "wrong")).Status);
    }

    [Fact]
    public async Task A_team_lists_its_own_charges_only()
    {
        var (status, body) = await app.GetAsync("/gateway/v1/charges", "studio");
        Assert.Equal(200, status);
        Assert.Equal(new TeamId("studio"), app.Ledger.LastFilter!.Team);
        Assert.Equal(50, app.Ledger.LastFilter.Limit);
        var charge = Assert.Single(body.GetProperty("charges").EnumerateArray().ToArray());
        Assert.Equal(
            """
            {"id":"chg_00000000000000000000000000000001","team":"studio","caller":"studio/key","costCenter":null,"operation":"generateVideo",
            "model":"bytedance/seedance-2.0","state":"settled","usd":"1.2096","holdUsd":"1.3","settledUsd":"1.2","priceSource":"vendor",
            "tokens":108000.5,"priceBook":"2026-11-01","prediction":"p-1","heldAt":"2026-11-23T12:00:00+00:00","endedAt":"2026-11-23T12:02:00+00:00","ageSeconds":null,
            "tags":"project=x","note":null}
            """.ReplaceLineEndings(""),
            charge.GetRawText());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("next").ValueKind);
    }

    [Fact]
    public async Task What_narrows_a_list_reaches_the_ledger()
    {
        var query = $"state=Held&from=2026-11-01&to=2026-11-30T01:00:00%2B01:00&before={Mine}&limit=500&team=studio";
        Assert.Equal(200, (await app.GetAsync("/gateway/v1/charges?" + query, "finance")).Status);
        Assert.Equal(
            new ChargeFilter(
                new TeamId("studio"), ChargeState.Held, new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
                new DateTimeOffset(2026, 11, 30, 0, 0, 0, TimeSpan.Zero), new ChargeId(Mine), 500),
            app.Ledger.LastFilter);
    }

    [Fact]
    public async Task A_page_names_where_the_next_begins()
    {
        var (_, body) = await app.GetAsync("/gateway/v1/charges?limit=1", "finance");
        Assert.Equal(Mine, body.GetProperty("next").GetString());
    }

    [Theory]
    [InlineData("state=paid", "state")]
    [InlineData("state=1", "state")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=1&limit=2", "limit")]
    [InlineData("from=yesterday", "from")]
    [InlineData("from=2026-13-01", "from")]
    [InlineData("from=2026-11-01T00:00:00", "from")]
    [InlineData("to=1", "to")]
    [InlineData("from=2026-11-02&to=2026-11-02", "from")]
    [InlineData("before=x", "before")]
    [InlineData("team=nobody", "team")]
    public async Task A_bad_query_is_refused_by_the_name_of_its_parameter(string query, string parameter)
    {
        var (status, body) = await app.GetAsync("/gateway/v1/charges?" + query, "finance");
        Assert.Equal((400, parameter), (status, body.GetProperty("parameter").GetString()));
        Assert.StartsWith(parameter + ": ", body.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("rivals")]
    [InlineData("nobody")]
    public async Task A_team_cannot_ask_for_another(string name)
    {
        Assert.Equal(400, (await app.GetAsync("/gateway/v1/charges?team=" + name, "studio")).Status);
        Assert.Equal(400, (await app.GetAsync("/gateway/v1/budgets?team=" + name, "studio")).Status);
        Assert.Equal(200, (await app.GetAsync("/gateway/v1/budgets?team=studio", "studio")).Status);
    }

    [Fact]
    public async Task Another_teams_charge_answers_like_one_that_does_not_exist()
    {
        Assert.Equal(200, (await app.GetAsync("/gateway/v1/charges/" + Mine, "studio")).Status);
        Assert.Equal(200, (await app.GetAsync("/gateway/v1/charges/" + Theirs, "finance")).Status);
        var foreign = await app.GetAsync("/gateway/v1/charges/" + Theirs, "studio");
        var absent = await app.GetAsync("/gateway/v1/charges/chg_00000000000000000000000000000003", "studio");
        Assert.Equal(404, foreign.Status);
        Assert.Equal(Comparable(absent.Body), Comparable(foreign.Body));
        Assert.Equal(404, (await app.GetAsync("/gateway/v1/charges/no-charge-id", "studio")).Status);
    }

    [Fact]
    public async Task A_ledger_that_is_away_is_503_without_its_words()
    {
        app.Ledger.Unavailable = true;
        using var response = await app.SendAsync(HttpMethod.Get, "/gateway/v1/budgets", "studio");
        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
        Assert.DoesNotContain("secret", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Comparable(JsonElement problem) => problem.EnumerateObject()
        .Where(member => member.Name is not ("instance" or "traceId"))
        .ToDictionary(member => member.Name, member => member.Value.GetRawText());
}
