using System.Collections.Concurrent;
using Gateway.Ledger;
using Xunit;

namespace Gateway.Tests.Ledger;

/// <summary>Whole lives of charges through several ledgers at once, and what each was told.</summary>
internal sealed class ReplicaLoad(IReadOnlyList<ILedger> replicas, int seed, IReadOnlyList<Budget> limits)
{
    public static readonly TeamId Team = new("limited");
    public static readonly CallerId Caller = new("limited/a");

    private int _predictions;

    /// <summary>Holds that were told yes.</summary>
    public ConcurrentBag<ChargeId> Held { get; } = [];

    /// <summary>Holds that were told neither yes nor no, but that the ledger is away.</summary>
    public ConcurrentBag<ChargeId> Unavailable { get; } = [];

    public int OverBudget => _overBudget;
    private int _overBudget;

    /// <summary>Every worker lives so many lives, one after another, each through a replica that chance picks.</summary>
    public Task RunAsync(int workers, int lives) => Task.WhenAll(Enumerable.Range(0, workers).Select(worker => Task.Run(async () =>
    {
        var random = new Random(seed * 1_000 + worker);
        for (var i = 0; i < lives; i++) await LiveAsync(random, $"{worker % 4}");
    })));

    /// <summary>Budgets of all five periods and of every scope, so that batches meet on many rows.</summary>
    public static Budget[] Limits(decimal usd) =>
    [
        .. Enum.GetValues<BudgetPeriod>().SelectMany(period => new[]
        {
            new Budget(BudgetScope.Company, $"all {period}", period, Usd.FromDollars(usd)),
            new Budget(BudgetScope.Team(Team), $"team {period}", period, Usd.FromDollars(usd)),
            new Budget(BudgetScope.Caller(Caller), $"key {period}", period, Usd.FromDollars(usd)),
        }),
    ];

    public static HoldRequest Request(string body, IReadOnlyList<Budget> budgets, decimal usd = 1) => new()
    {
        Charge = ChargeId.New(),
        Team = Team,
        Caller = Caller,
        Operation = "generateVideo",
        Quote = new Quote("m", Usd.FromDollars(usd), Usd.FromDollars(usd), null, "v", []),
        Budgets = budgets,
        Fingerprint = new Fingerprint(new Dictionary<string, string> { ["prompt"] = body }, body),
        SendTimeout = TimeSpan.FromSeconds(30),
    };

    private async Task LiveAsync(Random random, string body)
    {
        var request = Request(body, limits);
        try
        {
            if (await Any(random).HoldAsync(request, CancellationToken.None) is not HoldOutcome.Held)
            {
                Interlocked.Increment(ref _overBudget);
                return;
            }
        }
        catch (LedgerUnavailableException)
        {
            Unavailable.Add(request.Charge);

            // As a caller who was told to come back later.
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(10, 40)), TimeProvider.System);
            return;
        }

        Held.Add(request.Charge);
        try
        {
            await FinishAsync(random, request.Charge);
        }
        catch (LedgerUnavailableException)
        {
            // What was told is kept; the rest of this life is left to whoever looks.
        }
    }

    private async Task FinishAsync(Random random, ChargeId charge)
    {
        if (random.Next(8) == 0)
        {
            await Any(random).MarkUnknownAsync(charge, "cut");
            return;
        }

        await Any(random).RememberAsync(charge, new PredictionId($"p{seed}-{Interlocked.Increment(ref _predictions)}"), new VendorBytes("t", new byte[1]));
        if (random.Next(4) == 0) await Any(random).TakeDueAsync(5);
        var verdict = new Verdict(true, "completed", random.Next(2) == 0 ? Usd.FromDollars(1) : null, new VendorBytes("t", new byte[1]));
        if (random.Next(3) > 0) await Task.WhenAll(Any(random).SettleAsync(charge, verdict), Any(random).SettleAsync(charge, verdict));
    }

    private ILedger Any(Random random) => replicas[random.Next(replicas.Count)];

    /// <summary>Whoever was told yes is in the books, and nobody else holds money.</summary>
    public async Task AssertToldIsTrueAsync(ILedgerViews views)
    {
        foreach (var charge in Held)
        {
            var found = Assert.IsType<Charge>(await views.FindAsync(charge, CancellationToken.None));
            Assert.NotEqual(ReleaseReason.NotSent, found.ReleaseReason);
        }

        foreach (var charge in Unavailable)
            Assert.True(await views.FindAsync(charge, CancellationToken.None) is null or { State: ChargeState.Released, ReleaseReason: ReleaseReason.NotSent }, $"{charge} was not told yes and holds money.");
        Assert.Empty((await views.CheckBooksAsync(CancellationToken.None)).Differences);
    }
}
