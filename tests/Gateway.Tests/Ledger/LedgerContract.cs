using System.Text;
using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>
/// What every ledger must do, whatever database keeps it. Facts stand in the other files of this name; a database derives from this class.
/// After each fact the books must balance.
/// </summary>
public abstract partial class LedgerContract : IAsyncLifetime
{
    private protected static readonly TeamId Studio = new("studio");
    private protected static readonly TeamId Lab = new("lab");
    private protected static readonly OperatorNote Oncall = new("oncall", "agreed with the vendor");
    private static int _predictions;

    private protected ManualTime Time { get; } = new(new DateTimeOffset(2026, 3, 18, 10, 20, 30, TimeSpan.Zero));
    private protected ILedger Ledger { get; private set; } = null!;
    private protected ILedgerViews Views { get; private set; } = null!;

    public async ValueTask InitializeAsync() => (Ledger, Views) = await OpenAsync(Time);

    public async ValueTask DisposeAsync()
    {
        if (Ledger is not null)
        {
            await AssertBooksBalance();
            await CloseAsync();
        }

        await ForgetAsync();
        GC.SuppressFinalize(this);
    }

    private protected abstract Task<(ILedger, ILedgerViews)> OpenAsync(TimeProvider time);

    private protected abstract Task CloseAsync();

    /// <summary>Throws the data away.</summary>
    private protected abstract Task ForgetAsync();

    /// <summary>From now on the database refuses a charge with this tag, as it would a row that breaks a rule.</summary>
    private protected abstract Task RefuseTagAsync(string tag);

    /// <summary>Stops and starts again, on the same data.</summary>
    private protected async Task RestartAsync()
    {
        await CloseAsync();
        await InitializeAsync();
    }

    private protected async Task AssertBooksBalance()
    {
        var report = await Views.CheckBooksAsync(CancellationToken.None);
        Assert.Empty(report.Differences);
    }

    private protected static Usd Dollars(decimal dollars) => Usd.FromDollars(dollars);

    private protected static PredictionId NewPrediction() => new($"pred-{Interlocked.Increment(ref _predictions)}");

    private protected static VendorBytes Bytes(string text) => new("application/json", Encoding.UTF8.GetBytes(text));

    private protected static string Text(VendorBytes? bytes) => Encoding.UTF8.GetString(Assert.IsType<VendorBytes>(bytes).Body.Span);

    private protected static Budget Monthly(decimal limit, TeamId? team = null) =>
        new(BudgetScope.Team(team ?? Studio), "monthly", BudgetPeriod.Month, Dollars(limit));

    private protected static HoldRequest Request(
        decimal hold = 1, TeamId? team = null, decimal? quoted = null, string body = "body", string caller = "render-farm", params Budget[] budgets) => new()
    {
        Charge = ChargeId.New(),
        Team = team ?? Studio,
        Caller = new CallerId($"{team ?? Studio}/{caller}"),
        CostCenter = "CC-1042",
        Operation = "generateVideo",
        Quote = new Quote("bytedance/seedance-2.0/text-to-video", Dollars(quoted ?? hold), Dollars(hold), 108_000.5m, "2026-07", []),
        Budgets = budgets,
        Fingerprint = new Fingerprint(new Dictionary<string, string> { ["prompt"] = "h-" + body, ["model"] = "m" }, "whole-" + body),
        SendTimeout = TimeSpan.FromSeconds(30),
        Tags = "project=x",
        PricedFields = """{"duration":5}""",
        TraceParent = "00-abc",
    };

    private protected async Task<HoldOutcome> Ask(HoldRequest request) => await Ledger.HoldAsync(request, CancellationToken.None);

    private protected async Task<ChargeId> Hold(HoldRequest request)
    {
        Assert.IsType<HoldOutcome.Held>(await Ask(request));
        return request.Charge;
    }

    private protected Task<ChargeId> Hold(decimal hold = 1, params Budget[] budgets) => Hold(Request(hold, budgets: budgets));

    private protected async Task<(ChargeId Charge, PredictionId Prediction)> Submitted(decimal hold = 1, params Budget[] budgets)
    {
        var (charge, prediction) = (await Hold(hold, budgets), NewPrediction());
        await Ledger.RememberAsync(charge, prediction, Bytes("{\"data\":{}}"));
        return (charge, prediction);
    }

    private protected static Verdict Success(decimal? price = null, string answer = "done") =>
        new(true, "completed", price is { } usd ? Dollars(usd) : null, Bytes(answer));

    private protected static Verdict Failure(string word = "failed", decimal? price = null) =>
        new(false, word, price is { } usd ? Dollars(usd) : null, Bytes(word));

    private protected async Task<Charge> Find(ChargeId id) => Assert.IsType<Charge>(await Views.FindAsync(id, CancellationToken.None));

    private protected async Task<(Usd Settled, Usd Held)> Balance(Budget budget)
    {
        var status = Assert.Single(await Views.BudgetsAsync([budget], CancellationToken.None));
        return (status.Settled, status.Held);
    }

    private protected async Task AssertBalance(Budget budget, decimal settled, decimal held) =>
        Assert.Equal((Dollars(settled), Dollars(held)), await Balance(budget));
}
