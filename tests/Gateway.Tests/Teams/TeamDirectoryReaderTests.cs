using Gateway.Configuration;
using Gateway.Teams;
using Xunit;

namespace Gateway.Tests.Teams;

public sealed class TeamDirectoryReaderTests
{
    private const string Full = """
        {
          "Teams": {
            "Studio": {
              "CostCenter": "CC-1042", "RequestsPerMinute": 600, "PollsPerMinute": null, "MaxInFlight": 8, "Suspended": false,
              "Models": [ "bytedance/seedance-2.0*" ],
              "Keys": { "render-farm": { "Sha256": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "ExpiresAt": null,
                                         "Budgets": { "hourly": { "Period": "Hour", "LimitUsd": 1.5 } } } },
              "Clients": [ "entra:11111111-1111-1111-1111-11111111111A/22222222-2222-2222-2222-222222222222", "oidc:system:serviceaccount:ns:name" ],
              "Budgets": { "monthly": { "Period": "Month", "LimitUsd": 500, "AlertAt": [ 0.5, 0.8, 1.0 ] },
                           "whole": { "Period": "total", "LimitUsd": 0 } }
            },
            "free": { "Unlimited": true }
          },
          "Company": { "Suspended": false, "Budgets": { "monthly": { "Period": "Month", "LimitUsd": 20000 } } },
          "Operators": { "finance": { "Role": "Finance", "Keys": { "bi": { "Sha256": "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb" } } },
                         "platform": { "Role": "Admin", "Clients": [ ] } }
        }
        """;

    [Fact]
    public void The_settings_of_the_contract_are_read_whole()
    {
        var directory = Settings.Directory(Full);
        var team = directory.Find("studio")!;
        Assert.Equal(new TeamId("Studio"), team.Id);
        Assert.Equal(("CC-1042", false, 8, 600, null), (team.CostCenter, team.Suspended, team.MaxInFlight, team.RequestsPerMinute, team.PollsPerMinute));
        Assert.True(team.MayUse("bytedance/seedance-2.0-fast/text-to-video"));
        Assert.False(team.MayUse("other/model"));
        Assert.Equal(["monthly", "whole"], team.Budgets.Select(budget => budget.Name));
        Assert.Equal(new Budget(BudgetScope.Team(team.Id), "whole", BudgetPeriod.Total, Usd.Zero), team.Budgets[1]);
        Assert.Empty(directory.Find("free")!.Budgets);
        Assert.Null(directory.Find("free")!.Models);
        Assert.Equal([0.5m, 0.8m, 1.0m], Assert.Single(directory.Alerts).Shares);
    }

    [Fact]
    public void A_key_is_limited_by_the_budgets_of_its_team_its_own_and_the_companys_in_this_order()
    {
        var directory = Settings.Directory(Full);
        Assert.True(KeyHash.TryParse(new string('a', 64), out var hash));
        var identity = Assert.IsType<Identity.OfTeam>(directory.Find(hash)!.Identity);
        Assert.Equal(new CallerId("studio/render-farm"), identity.Caller);
        Assert.Equal(
            ["team:studio monthly", "team:studio whole", "caller:studio/render-farm hourly", "company monthly"],
            identity.Budgets.Select(budget => $"{budget.Scope} {budget.Name}"));
    }

    [Fact]
    public void Clients_of_token_issuers_are_kept_with_the_team_they_speak_for()
    {
        var clients = Settings.Directory(Full).Clients;
        Assert.Equal(2, clients.Count);
        var entra = new CallerId("entra:11111111-1111-1111-1111-11111111111a/22222222-2222-2222-2222-222222222222");
        Assert.Equal("studio", Assert.IsType<Identity.OfTeam>(clients[entra]).Team.Id.Name);
    }

    [Theory]
    [InlineData("""{ "Budget": {}, "Unlimited": true }""", "Teams:t:Budget: unknown key; known here are CostCenter, Suspended, MaxInFlight, RequestsPerMinute, PollsPerMinute, Models, Budgets, Unlimited, Keys, Clients")]
    [InlineData("{ }", "Teams:t:Budgets: the team has no budget; give it one, or say Unlimited: true")]
    [InlineData("null", "Teams:t:Budgets: the team has no budget; give it one, or say Unlimited: true")]
    [InlineData("\"x\"", "Teams:t: is a single value where a section is expected", "Teams:t:Budgets: the team has no budget; give it one, or say Unlimited: true")]
    [InlineData("""{ "Budgets": {} }""", "Teams:t:Budgets: the team has no budget; give it one, or say Unlimited: true")]
    [InlineData("""{ "Unlimited": false }""", "Teams:t:Budgets: the team has no budget; give it one, or say Unlimited: true")]
    [InlineData("""{ "Unlimited": "yes" }""", "Teams:t:Unlimited: 'yes' is not true or false")]
    [InlineData("""{ "Unlimited": true, "Budgets": { "m": { "Period": "Month", "LimitUsd": 5 } } }""", "Teams:t:Unlimited: contradicts the team's Budgets")]
    [InlineData("""{ "Unlimited": true, "Suspended": 1 }""", "Teams:t:Suspended: '1' is not true or false")]
    [InlineData("""{ "Unlimited": true, "MaxInFlight": 0 }""", "Teams:t:MaxInFlight: '0' is not a whole number above 0")]
    [InlineData("""{ "Unlimited": true, "RequestsPerMinute": -1 }""", "Teams:t:RequestsPerMinute: '-1' is not a whole number above 0")]
    [InlineData("""{ "Unlimited": true, "PollsPerMinute": 1.5 }""", "Teams:t:PollsPerMinute: '1.5' is not a whole number above 0")]
    [InlineData("""{ "Unlimited": true, "MaxInFlight": { "a": 1 } }""", "Teams:t:MaxInFlight: is a section where one value is expected")]
    [InlineData("""{ "Unlimited": true, "Models": [] }""", "Teams:t:Models: is empty; leave it out to allow every priced model")]
    [InlineData("""{ "Unlimited": true, "Models": "all" }""", "Teams:t:Models: 'all' is not a list")]
    [InlineData("""{ "Unlimited": true, "Models": [ "a", " " ] }""", "Teams:t:Models:1: is empty")]
    [InlineData("""{ "Unlimited": true, "Clients": [ "entra:a/b" ] }""", "Teams:t:Clients:0: 'entra:a/b' is not a client like entra:<tenant id>/<client id> or oidc:<sub>")]
    [InlineData("""{ "Unlimited": true, "Clients": [ "oidc:" ] }""", "Teams:t:Clients:0: 'oidc:' is not a client like entra:<tenant id>/<client id> or oidc:<sub>")]
    [InlineData("""{ "Unlimited": true, "Keys": { "k": { } } }""", "Teams:t:Keys:k:Sha256: is missing")]
    [InlineData("""{ "Unlimited": true, "Keys": { "k": { "Sha256": "gw-secret-token" } } }""", "Teams:t:Keys:k:Sha256: is not 64 hexadecimal digits; it must be the SHA-256 of the token, not the token")]
    [InlineData("""{ "Unlimited": true, "Keys": { "k": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } }""", "Teams:t:Keys:k: is a single value where a section is expected", "Teams:t:Keys:k:Sha256: is missing")]
    [InlineData("""{ "Unlimited": true, "Keys": { "a b": { "Sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" } } }""", "Teams:t:Keys:a b: the key needs a name of at most 64 letters, digits, '-', '_' and '.' that begins with a letter or digit")]
    [InlineData("""{ "Unlimited": true, "Keys": { "k": { "Sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "ExpiresAt": "tomorrow" } } }""", "Teams:t:Keys:k:ExpiresAt: 'tomorrow' is not an RFC 3339 time like 2026-12-31T23:59:59Z")]
    [InlineData("""{ "Unlimited": true, "Keys": { "k": { "Sha256": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Expires": "x" } } }""", "Teams:t:Keys:k:Expires: unknown key; known here are Sha256, ExpiresAt, Budgets")]
    public void A_bad_team_is_a_fault_that_names_the_key(string team, params string[] faults) =>
        Assert.Equal(faults, Settings.Faults($$"""{ "Teams": { "t": {{team}} } }"""));

    [Theory]
    [InlineData("""{ "Period": "Month", "LimitUsd": "abc" }""", "Teams:studio:Budgets:monthly:LimitUsd: 'abc' is not an amount of US dollars")]
    [InlineData("""{ "Period": "Month", "LimitUsd": -5 }""", "Teams:studio:Budgets:monthly:LimitUsd: '-5' is below zero; 0 refuses everything")]
    [InlineData("""{ "Period": "Month" }""", "Teams:studio:Budgets:monthly:LimitUsd: is missing; it must be an amount of US dollars")]
    [InlineData("""{ "Period": "Month", "LimitUsd": null }""", "Teams:studio:Budgets:monthly:LimitUsd: is missing; it must be an amount of US dollars")]
    [InlineData("""{ "Period": "Monthly", "LimitUsd": 5 }""", "Teams:studio:Budgets:monthly:Period: 'Monthly' is not one of Hour, Day, Week, Month, Total")]
    [InlineData("""{ "Period": 3, "LimitUsd": 5 }""", "Teams:studio:Budgets:monthly:Period: '3' is not one of Hour, Day, Week, Month, Total")]
    [InlineData("""{ "Period": "Month", "LimitUsd": 5, "AlertAt": [ 80 ] }""", "Teams:studio:Budgets:monthly:AlertAt:0: '80' is not a share of the limit: above 0, at most 1")]
    [InlineData("""{ "Period": "Month", "LimitUsd": 5, "AlertAt": [ 0.5, 0 ] }""", "Teams:studio:Budgets:monthly:AlertAt:1: '0' is not a share of the limit: above 0, at most 1")]
    [InlineData("""{ "Period": "Month", "LimitUSDollars": 5, "LimitUsd": 5 }""", "Teams:studio:Budgets:monthly:LimitUSDollars: unknown key; known here are Period, LimitUsd, AlertAt")]
    public void A_bad_budget_is_a_fault_that_names_the_key(string budget, string fault) =>
        Assert.Equal([fault], Settings.Faults($$"""{ "Teams": { "studio": { "Budgets": { "monthly": {{budget}} } } } }"""));

    [Theory]
    [InlineData("""{ "Company": { "Budgts": {} } }""", "Company:Budgts: unknown key; known here are Suspended, Budgets")]
    [InlineData("""{ "Company": { "Suspended": "maybe" } }""", "Company:Suspended: 'maybe' is not true or false")]
    [InlineData("""{ "Operators": { "o": { } } }""", "Operators:o:Role: is missing; it must be one of Finance, Admin")]
    [InlineData("""{ "Operators": { "o": { "Role": "Root" } } }""", "Operators:o:Role: 'Root' is not one of Finance, Admin")]
    [InlineData("""{ "Operators": { "o": { "Role": "Admin", "Budgets": { } } } }""", "Operators:o:Budgets: unknown key; known here are Role, Keys, Clients")]
    [InlineData("""{ "Teams": "none" }""", "Teams: is a single value where a section is expected")]
    [InlineData("""{ "Teams": { "-t": { "Unlimited": true } } }""", "Teams:-t: the team needs a name of at most 64 letters, digits, '-', '_' and '.' that begins with a letter or digit")]
    public void Bad_settings_of_company_and_operators_are_faults_too(string json, string fault) => Assert.Equal([fault], Settings.Faults(json));

    [Fact]
    public void One_key_or_client_never_stands_for_two()
    {
        var hash = new string('a', 64);
        var faults = Settings.Faults($$"""
            {
              "Teams": {
                "a": { "Unlimited": true, "Keys": { "x": { "Sha256": "{{hash}}" } }, "Clients": [ "oidc:me" ] },
                "b": { "Unlimited": true, "Keys": { "y": { "Sha256": "{{hash.ToUpperInvariant()}}" } }, "Clients": [ "oidc:me" ] }
              },
              "Operators": { "o": { "Role": "Admin", "Keys": { "z": { "Sha256": "{{hash}}" } } } }
            }
            """);
        Assert.Equal(
            [
                "Teams:b:Keys:y:Sha256: the same key stands at Teams:a:Keys:x:Sha256",
                "Teams:b:Clients:0: the same client stands at Teams:a:Clients:0",
                "Operators:o:Keys:z:Sha256: the same key stands at Teams:a:Keys:x:Sha256",
            ],
            faults);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        const string bad = """{ "Teams": { "a": { }, "b": { "Budgets": { "m": { "Period": "?", "LimitUsd": "?" } }, "MaxInFlight": "?" } }, "Company": { "x": 1 } }""";
        Assert.Equal(5, Settings.Faults(bad).Count);
        Assert.Equal(5, Assert.Throws<ConfigurationFaultException>(() => Settings.Directory(bad)).Faults.Count);
    }

    [Fact]
    public void Settings_without_a_team_are_good() => Assert.Empty(Settings.Directory("{}").Teams);

    [Fact]
    public void A_new_key_is_a_token_and_its_hash()
    {
        var key = TeamKey.New();
        Assert.Matches("^gw-[A-Za-z0-9_-]{43}$", key.Token);
        Assert.Equal(Settings.Sha256(key.Token), key.Sha256);
        Assert.NotEqual(key.Token, TeamKey.New().Token);
        Assert.DoesNotContain(key.Token, key.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_team_is_one_however_it_is_written() => Assert.Equal(new TeamId("studio"), new TeamId("Studio"));
}
