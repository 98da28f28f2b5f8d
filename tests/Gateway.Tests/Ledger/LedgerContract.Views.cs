using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task Charges_are_listed_newest_first_a_page_at_a_time()
    {
        var ids = new List<ChargeId>();
        for (var i = 0; i < 7; i++)
        {
            if (i % 2 == 0) Time.Advance(TimeSpan.FromSeconds(1));
            ids.Add(await Hold(Request(team: i == 3 ? Lab : Studio)));
        }

        var seen = new List<ChargeId>();
        for (ChargeId? before = null; ;)
        {
            var page = await Views.ListAsync(new ChargeFilter(Before: before, Limit: 3), CancellationToken.None);
            seen.AddRange(page.Charges.Select(charge => charge.Id));
            if ((before = page.Next) is null) break;
        }

        Assert.Equal(7, seen.Distinct().Count());
        var charges = await Task.WhenAll(seen.Select(Find));
        Assert.Equal(charges.OrderByDescending(charge => charge.HeldAt).ThenByDescending(charge => charge.Id.Value, StringComparer.Ordinal), charges, SameId);
        var lab = await Views.ListAsync(new ChargeFilter(Team: Lab), CancellationToken.None);
        Assert.Equal(ids[3], Assert.Single(lab.Charges).Id);
        Assert.Null(lab.Next);
    }

    [Fact]
    public async Task How_things_stand_is_counted_by_team_without_what_has_ended()
    {
        await Hold();
        await Submitted();
        await Hold(Request(team: Lab));
        var (ended, _) = await Submitted();
        await Ledger.SettleAsync(ended, Success());
        var lost = await Hold(Request(team: Lab));
        await Ledger.MarkUnknownAsync(lost, "no reply");
        var now = await Views.StandingAsync(CancellationToken.None);
        Assert.Equal((2, 1), (now.InFlight[Studio], now.InFlight[Lab]));
        Assert.Equal((Lab, 1L), (Assert.Single(now.Unknown).Key, now.Unknown[Lab]));
        Time.Advance(TimeSpan.FromMinutes(10));
        var late = (await Views.StandingAsync(CancellationToken.None)).Overdue;
        Assert.InRange(late, 4, 5);
        await Ledger.TakeDueAsync(100);
        Assert.Equal(0, (await Views.StandingAsync(CancellationToken.None)).Overdue);
    }

    [Fact]
    public async Task A_settlement_says_what_it_did_and_a_repeated_one_that_it_did_nothing()
    {
        var (charge, _) = await Submitted(2);
        Assert.Equal(EntryKind.Settle, (await Ledger.SettleAsync(charge, Success())).Move?.Kind);
        Assert.Null((await Ledger.SettleAsync(charge, Success())).Move);
        var late = await Ledger.SettleAsync(charge, Success(2.5m));
        Assert.Equal((EntryKind.Adjust, Dollars(0.5m)), (late.Move?.Kind, late.Move?.Settled));
    }

    [Fact]
    public async Task A_list_is_narrowed_by_state_and_time()
    {
        var first = await Hold();
        Time.Advance(TimeSpan.FromHours(1));
        var from = Time.GetUtcNow();
        var second = await Hold();
        var (third, _) = await Submitted();
        Time.Advance(TimeSpan.FromHours(1));
        await Hold();
        var page = await Views.ListAsync(new ChargeFilter(From: from, To: Time.GetUtcNow()), CancellationToken.None);
        Assert.Equal([second, third], page.Charges.Select(charge => charge.Id).OrderBy(id => id.Value == third.Value));
        page = await Views.ListAsync(new ChargeFilter(Team: Studio, State: ChargeState.Held, To: Time.GetUtcNow()), CancellationToken.None);
        Assert.Equal([second, first], page.Charges.Select(charge => charge.Id));
    }

    [Fact]
    public async Task Charges_a_history_row_could_belong_to_are_found()
    {
        var (sending, unknown, absent, review) = (await Hold(), await Hold(), await Hold(), await Hold());
        await Submitted();
        await Ledger.MarkUnknownAsync(unknown, "cut");
        await Ledger.MarkUnknownAsync(review, "cut");
        await Ledger.ReviewAsync(review, "two teams");
        await Ledger.ReleaseAsync(absent, ReleaseReason.Absent, "not there");
        await Ledger.ReleaseAsync(await Hold(), ReleaseReason.Refused, "no");
        var model = (await Find(sending)).Model;
        Assert.Empty(await Views.WithoutPredictionAsync("another", CancellationToken.None));
        Assert.Equal(new[] { sending, unknown, absent }.ToHashSet(), await WithoutPrediction());
        Time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        Assert.Equal(new[] { sending, unknown }.ToHashSet(), await WithoutPrediction());

        async Task<HashSet<ChargeId>> WithoutPrediction() =>
            (await Views.WithoutPredictionAsync(model, CancellationToken.None)).Select(charge => charge.Id).ToHashSet();
    }

    [Fact]
    public async Task Owned_predictions_are_told_from_orphans()
    {
        var (_, owned) = await Submitted();
        var orphan = NewPrediction();
        Assert.Equal([owned], await Views.OwnedAsync([orphan, owned], CancellationToken.None));
        Assert.Empty(await Views.OwnedAsync([], CancellationToken.None));
        Assert.Null(await Views.FindAsync(orphan, CancellationToken.None));
    }

    [Fact]
    public async Task A_look_is_handed_out_once_and_comes_again_until_the_end()
    {
        var (charge, _) = await Submitted();
        Assert.Empty(await Ledger.TakeDueAsync(10));
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(charge, Assert.Single(await Ledger.TakeDueAsync(10)).Id);
        Assert.Empty(await Ledger.TakeDueAsync(10));
        Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await Ledger.TakeDueAsync(10));
        await Ledger.SettleAsync(charge, Success(1));
        Time.Advance(TimeSpan.FromDays(2));
        Assert.Empty(await Ledger.TakeDueAsync(10));
    }

    [Fact]
    public async Task A_missing_price_is_looked_for_on_its_own_schedule_and_then_no_more()
    {
        var (charge, _) = await Submitted();
        await Ledger.SettleAsync(charge, Success());
        var (looks, ended) = (new List<double>(), Time.GetUtcNow());
        for (var second = 0; second < 90_000; second += second < 400 ? 1 : 100)
        {
            Time.SetUtcNow(ended.AddSeconds(second));
            if ((await Ledger.TakeDueAsync(10)).Count == 0) continue;
            looks.Add(second);
            await Ledger.LookedAsync(charge);
        }

        Assert.Equal([3, 10, 30, 60, 120, 300, 3600, 86_400], looks);
    }

    [Fact]
    public async Task Looks_are_handed_out_up_to_a_number_longest_overdue_first()
    {
        var first = await Hold();
        Time.Advance(TimeSpan.FromSeconds(1));
        await Hold();
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(first, Assert.Single(await Ledger.TakeDueAsync(1)).Id);
        Assert.Single(await Ledger.TakeDueAsync(1));
        Assert.Empty(await Ledger.TakeDueAsync(1));
    }

    [Fact]
    public async Task Due_looks_are_handed_to_one_of_many_askers()
    {
        for (var i = 0; i < 20; i++) await Hold();
        Time.Advance(TimeSpan.FromMinutes(1));
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Ledger.TakeDueAsync(5)));
        var ids = taken.SelectMany(charges => charges).Select(charge => charge.Id).ToList();
        Assert.Equal((20, 20), (ids.Count, ids.Distinct().Count()));
    }

    [Fact]
    public async Task The_report_counts_the_books()
    {
        var (charge, _) = await Submitted(2, Monthly(9));
        await Ledger.SettleAsync(charge, Success(1.5m));
        await Hold(1, Monthly(9));
        await Views.ProbeAsync(CancellationToken.None);
        var report = await Views.CheckBooksAsync(CancellationToken.None);
        Assert.Equal((2, 3, 2, Dollars(1.5m), Dollars(1)), (report.Charges, report.Entries, report.Admissions, report.Settled, report.Held));
    }

    private static bool SameId(Charge? one, Charge? other) => one?.Id == other?.Id;
}
