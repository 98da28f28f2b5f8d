using System.Text.RegularExpressions;
using Gateway.Tests.Vendor;
using Xunit;

namespace Gateway.Tests.Stories;

/// <summary>What a person decides on the command line, beside the gateway that serves.</summary>
public sealed class CommandStories : IAsyncLifetime
{
    private VendorStandIn vendor = null!;

    public async ValueTask InitializeAsync() => vendor = await VendorStandIn.StartAsync();

    public ValueTask DisposeAsync() => vendor.DisposeAsync();

    [Fact]
    public async Task A_charge_is_listed_resolved_and_adjusted_and_the_books_stay_clean()
    {
        await using var gateway = new GatewayProcess(vendor);
        await gateway.StartAsync();
        Assert.Equal(200, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString())).Status);

        var (listed, list) = await gateway.RunAsync("charges", "list", "--state", "submitted", "--team", "studio");
        Assert.True(listed == 0, list);
        var charge = Regex.Match(list, "chg_[0-9a-f]{32}").Value;
        Assert.NotEmpty(charge);

        Assert.NotEqual(0, (await gateway.RunAsync("charges", "resolve", charge, "--reason", "r")).ExitCode);
        Assert.NotEqual(0, (await gateway.RunAsync("charges", "resolve", charge, "--settle", "1", "--release", "--reason", "r")).ExitCode);
        Assert.NotEqual(0, (await gateway.RunAsync("charges", "resolve", charge, "--settle", "much", "--reason", "r")).ExitCode);
        Assert.NotEqual(0, (await gateway.RunAsync("charges", "adjust", charge, "--usd", "0.5", "--reason", "too early")).ExitCode);
        Assert.Equal(0, (await gateway.RunAsync("charges", "resolve", charge, "--settle", "0.75", "--reason", "agreed with the vendor")).ExitCode);
        Assert.NotEqual(0, (await gateway.RunAsync("charges", "resolve", charge, "--release", "--reason", "twice")).ExitCode);
        Assert.Equal(0, (await gateway.RunAsync("charges", "adjust", charge, "--usd", "-0.25", "--reason", "credit note")).ExitCode);
        Assert.NotEqual(0, (await gateway.RunAsync("charges", "resolve", "chg_nothing", "--release", "--reason", "r")).ExitCode);

        var budget = BudgetView.Read(await gateway.SendAsync(HttpMethod.Get, "/gateway/v1/budgets"))[0];
        Assert.Equal((0.5m, 0m), (budget.Spent, budget.Held));
        var (books, report) = await gateway.RunAsync("books", "check");
        Assert.True(books == 0, report);
    }

    [Fact]
    public async Task A_job_of_the_vendor_that_no_charge_owns_is_listed()
    {
        await using var gateway = new GatewayProcess(vendor);
        await gateway.StartAsync();
        Assert.Equal(200, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString())).Status);
        Assert.Equal(0, (await gateway.RunAsync("charges", "orphans")).ExitCode);

        using var stranger = new HttpClient { BaseAddress = vendor.BaseUrl };
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", vendor.Key);
        using var content = new StringContent(Bodies.Video("bought round the gateway").ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        (await stranger.PostAsync("/api/v1/model/generateVideo", content)).EnsureSuccessStatusCode();
        var (exit, output) = await gateway.RunAsync("charges", "orphans");
        Assert.Equal(1, exit);
        Assert.Contains(vendor.Jobs[^1].Id, output, StringComparison.Ordinal);
        Assert.DoesNotContain(vendor.Jobs[0].Id, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_that_no_charge_owns_are_adopted_by_a_team_once_and_without_asking_its_budget()
    {
        var settings = new GatewaySettings().RealTime().WithoutBudgets("lab").Budget("lab", "tiny", "Total", 0.01m);
        await using var gateway = new GatewayProcess(vendor, settings);
        await gateway.StartAsync();
        using var stranger = new HttpClient { BaseAddress = vendor.BaseUrl };
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", vendor.Key);
        foreach (var name in new[] { "priced", "by the formula", "still running" })
        {
            using var content = new StringContent(Bodies.Video(name).ToJsonString(), System.Text.Encoding.UTF8, "application/json");
            (await stranger.PostAsync("/api/v1/model/generateVideo", content)).EnsureSuccessStatusCode();
        }

        var jobs = vendor.Jobs.TakeLast(3).ToList();
        vendor.Complete(jobs[0].Id, 0.75m);
        vendor.Complete(jobs[1].Id, 5).PriceForm = PriceForm.Missing;
        var (unknown, why) = await gateway.RunAsync("charges", "orphans", "--adopt", "ghosts", "--reason", "r");
        Assert.Equal(78, unknown);
        Assert.Contains("no team 'ghosts'", why, StringComparison.Ordinal);
        Assert.NotEqual(0, (await gateway.RunAsync("charges", "orphans", "--adopt", "lab")).ExitCode);

        var (one, said) = await gateway.RunAsync("charges", "orphans", "--adopt", "lab", "--reason", "bought by hand", "--prediction", jobs[0].Id);
        Assert.True(one == 1, said);
        Assert.Contains("1 adopted, 2 left", said, StringComparison.Ordinal);
        Assert.Equal(0.75m, BudgetView.Read(await gateway.SendAsync(HttpMethod.Get, "/gateway/v1/budgets", team: "lab"))[0].Spent);
        var (rest, all) = await gateway.RunAsync("charges", "orphans", "--adopt", "lab", "--reason", "bought by hand", "--operator", "oncall");
        Assert.True(rest == 0, all);
        Assert.Contains("by the price book", all, StringComparison.Ordinal);
        Assert.Contains("held until its verdict", all, StringComparison.Ordinal);
        Assert.Equal(0, (await gateway.RunAsync("charges", "orphans", "--adopt", "lab", "--reason", "again")).ExitCode);

        var (_, list) = await gateway.RunAsync("charges", "list", "--team", "lab");
        Assert.Equal(3, Regex.Count(list, "chg_[0-9a-f]{32}"));
        Assert.Contains("oncall: bought by hand", list, StringComparison.Ordinal);
        var (books, report) = await gateway.RunAsync("books", "check");
        Assert.True(books == 0, report);
    }

    [Fact]
    public async Task A_job_whose_reply_is_still_awaited_is_given_to_no_other_team()
    {
        await using var gateway = new GatewayProcess(vendor, new GatewaySettings().RealTime());
        await gateway.StartAsync();
        vendor.History.WithoutBody = true;
        var reply = new TaskCompletionSource();
        vendor.NextSubmits(Submits.AcceptThenAnswerAfter(reply.Task));
        var submit = gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString());
        Assert.True(await Eventually.TrueAsync(() => vendor.Jobs.Count > 0), "The vendor took it.");
        var (exit, output) = await gateway.RunAsync("charges", "orphans", "--adopt", "lab", "--reason", "cleanup", "--usd", "0.2");
        Assert.True(exit == 1, output);
        Assert.Contains("not adopted while that is open", output, StringComparison.Ordinal);
        reply.SetResult();
        Assert.Equal(200, (await submit).Status);
        Assert.Equal(0, (await gateway.RunAsync("charges", "orphans")).ExitCode);
        Assert.Equal(0, (await gateway.RunAsync("books", "check")).ExitCode);
    }

    [Fact]
    public async Task A_job_that_the_vendor_cannot_be_asked_about_is_not_booked_as_if_it_ran()
    {
        await using var gateway = new GatewayProcess(vendor, new GatewaySettings().RealTime());
        await gateway.StartAsync();
        using var stranger = new HttpClient { BaseAddress = vendor.BaseUrl };
        stranger.DefaultRequestHeaders.Authorization = new("Bearer", vendor.Key);
        using var content = new StringContent(Bodies.Video("bought round the gateway").ToJsonString(), System.Text.Encoding.UTF8, "application/json");
        (await stranger.PostAsync("/api/v1/model/generateVideo", content)).EnsureSuccessStatusCode();
        vendor.EveryPoll = (call, _) => call.HtmlAsync(502);
        var (exit, output) = await gateway.RunAsync("charges", "orphans", "--adopt", "lab", "--reason", "cleanup");
        Assert.True(exit == 1, output);
        Assert.Contains("could not be asked about", output, StringComparison.Ordinal);
        Assert.Contains("0 adopted, 1 left", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_books_are_copied_beside_the_gateway_that_serves_them()
    {
        await using var gateway = new GatewayProcess(vendor);
        await gateway.StartAsync();
        Assert.Equal(200, (await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString())).Status);
        var copy = Path.Combine(gateway.Settings.Folder, "copy.db");
        var (exit, output) = await gateway.RunAsync("ledger", "backup", copy);
        Assert.True(exit == 0, output);
        Assert.Contains("The copy's books balance.", output, StringComparison.Ordinal);
        Assert.Equal(0, (await gateway.RunAsync("books", "check", "--set", $"ConnectionStrings:Ledger=Data Source={copy}")).ExitCode);
        var (again, why) = await gateway.RunAsync("ledger", "backup", copy);
        Assert.Equal(1, again);
        Assert.Contains("exists already", why, StringComparison.Ordinal);
        Assert.Equal(1, (await gateway.RunAsync("ledger", "backup", Path.Combine(gateway.Settings.Folder, "nowhere", "copy.db"))).ExitCode);
    }

    [Fact]
    public async Task A_decision_that_cannot_be_made_says_why()
    {
        await using var gateway = new GatewayProcess(vendor);
        await gateway.StartAsync();
        var bought = await gateway.SendAsync(HttpMethod.Post, "/api/v1/model/generateVideo", Bodies.Video().ToJsonString());
        await SaysAsync("not the id of a charge", "resolve", "42", "--release", "--reason", "r");
        await SaysAsync("There is no charge chg_nothing", "resolve", "chg_nothing", "--release", "--reason", "r");
        await SaysAsync("There is no charge chg_nothing", "adjust", "chg_nothing", "--usd", "1", "--reason", "r");
        await SaysAsync("--reason is empty", "resolve", bought.ChargeId, "--release", "--reason", " ");
        await SaysAsync("--operator is empty", "resolve", bought.ChargeId, "--release", "--reason", "r", "--operator", "");
        await SaysAsync("still open", "adjust", bought.ChargeId, "--usd", "1", "--reason", "r");
        Assert.Equal(0, (await gateway.RunAsync("charges", "resolve", bought.ChargeId, "--release", "--reason", "r")).ExitCode);
        await SaysAsync("has ended", "resolve", bought.ChargeId, "--release", "--reason", "r");

        async Task SaysAsync(string words, params string[] command)
        {
            var (exit, output) = await gateway.RunAsync(["charges", .. command]);
            Assert.Equal(1, exit);
            Assert.Contains(words, output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_quote_on_the_command_line_says_what_the_formula_says()
    {
        await using var gateway = new GatewayProcess(vendor);
        var (exit, output) = await gateway.RunAsync("quote", Bodies.PageSample().ToJsonString());
        Assert.True(exit == 0, output);
        Assert.Contains("\"0.2064384\"", output, StringComparison.Ordinal);
        var file = Path.Combine(gateway.Settings.Folder, "body.json");
        await File.WriteAllTextAsync(file, Bodies.PageSample().ToJsonString());
        var (fromFile, same) = await gateway.RunAsync("quote", "@" + file);
        Assert.Equal((0, output), (fromFile, same));
        var (refused, why) = await gateway.RunAsync("quote", """{"model":"nobody/knows","prompt":"x"}""");
        Assert.Equal(1, refused);
        Assert.Contains("nobody/knows", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ledger_that_is_not_there_is_not_made_by_looking_at_it()
    {
        await using var gateway = new GatewayProcess(vendor);
        var (exit, output) = await gateway.RunAsync("books", "check");
        Assert.Equal(78, exit);
        Assert.Contains("ConnectionStrings:Ledger", output, StringComparison.Ordinal);
        Assert.False(File.Exists(gateway.Settings.LedgerPath));
    }
}
