using System.Text;
using Gateway.Atlas;
using Gateway.Ledger;
using Gateway.Predictions;
using Gateway.Tests.Ledger;
using Xunit;

namespace Gateway.Tests.Predictions;

/// <summary>What is known of a prediction keeps to the same rules, whether a process is alone or tells others.</summary>
public abstract class StatusCacheContract : IAsyncLifetime
{
    private readonly TemporaryLedger _folder = new();
    private Gateway.Ledger.Sqlite.SqliteLedger _ledger = null!;
    private protected static readonly PredictionId Prediction = new("pred-1");

    private protected StatusCache Cache { get; private set; } = null!;
    private protected ILedger Ledger => _ledger;

    private protected abstract Task<IReplicas> StartAsync();

    public async ValueTask InitializeAsync()
    {
        var replicas = await StartAsync();
        _ledger = _folder.Open(TimeProvider.System);
        Cache = NewCache(replicas);
    }

    public virtual async ValueTask DisposeAsync()
    {
        Cache?.Dispose();
        if (_ledger is not null) await _ledger.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected StatusCache NewCache(IReplicas replicas) => new(new PredictionsOptions(), _ledger.Views, replicas, new Waiters(new PredictionsOptions()), TimeProvider.System);

    [Fact]
    public async Task What_nobody_owns_is_not_known() => Assert.Null(await FindAsync());

    [Fact]
    public async Task The_owner_comes_from_the_ledger_with_the_first_answer()
    {
        var charge = await SubmittedAsync("studio");
        var found = await FindAsync();
        Assert.Equal((charge, "studio", false), (found!.Charge, found.Team.Name, found.IsFinal));
        await Ledger.SettleAsync(charge, new Verdict(true, "completed", Usd.FromDollars(1), Bytes("completed")) { Prediction = Prediction });
        await Cache.ForgetAsync(Prediction);
        Assert.True((await FindAsync())!.IsFinal);
    }

    [Fact]
    public async Task A_verdict_does_not_turn_back_and_does_not_change()
    {
        var charge = await SubmittedAsync("studio");
        var verdict = Cache.PutAndTell(Status(charge, "studio", "completed"));
        Cache.PutAndTell(Status(charge, "studio", "processing"));
        Assert.Same(verdict, await FindAsync());
    }

    [Fact]
    public async Task The_vendors_own_word_beats_an_inference_and_not_the_other_way_round()
    {
        var (studio, lab) = (await HeldAsync("studio"), await HeldAsync("lab"));
        Assert.True(await ClaimAsync(studio));
        Assert.Equal("studio", (await FindAsync())!.Team.Name);
        await Ledger.RememberAsync(lab, Prediction, Bytes("processing"));
        Cache.Own(Status(lab, "lab", "processing"));
        Assert.Equal("lab", (await FindAsync())!.Team.Name);
        Cache.PutAndTell(Status(studio, "studio", "completed") with { IsClaimed = true });
        Assert.Equal(("lab", false), ((await FindAsync())!.Team.Name, (await FindAsync())!.IsFinal));
    }

    [Fact]
    public async Task An_inferred_owner_is_asked_for_again_each_time()
    {
        var (studio, lab) = (await HeldAsync("studio"), await HeldAsync("lab"));
        Assert.True(await ClaimAsync(studio));
        Cache.PutAndTell((await FindAsync())! with { Body = PredictionBody.From(Bytes("completed"), Prediction), IsFinal = true });

        // Another replica gets the reply, and nobody hears of it.
        await Ledger.RememberAsync(lab, Prediction, Bytes("processing"));
        Assert.Equal(("lab", false), ((await FindAsync())!.Team.Name, (await FindAsync())!.IsFinal));
    }

    [Fact]
    public async Task An_inference_the_vendor_confirms_is_one_no_more()
    {
        var studio = await HeldAsync("studio");
        Assert.True(await ClaimAsync(studio));
        Assert.True((await FindAsync())!.IsClaimed);
        await Ledger.RememberAsync(studio, Prediction, Bytes("processing"));
        Assert.False((await FindAsync())!.IsClaimed);
    }

    private protected Task<PredictionStatus?> FindAsync(StatusCache? cache = null) => (cache ?? Cache).FindAsync(Prediction, CancellationToken.None).AsTask();

    private protected async Task<ChargeId> HeldAsync(string team)
    {
        var charge = ChargeId.New();
        Assert.IsType<HoldOutcome.Held>(await Ledger.HoldAsync(new HoldRequest
        {
            Charge = charge, Team = new TeamId(team), Caller = new CallerId(team + "/key"), Operation = "generateVideo", Budgets = [],
            Quote = new Quote("m", Usd.FromDollars(1), Usd.FromDollars(1), null, "1", []),
            Fingerprint = new Fingerprint(new Dictionary<string, string> { ["team"] = team }, team), SendTimeout = TimeSpan.FromSeconds(30),
        }, CancellationToken.None));
        return charge;
    }

    private protected async Task<ChargeId> SubmittedAsync(string team)
    {
        var charge = await HeldAsync(team);
        await Ledger.RememberAsync(charge, Prediction, Bytes("created"));
        return charge;
    }

    private protected static PredictionStatus Status(ChargeId charge, string team, string word) => new()
    {
        Prediction = Prediction, Charge = charge, Team = new TeamId(team), Body = PredictionBody.From(Bytes(word), Prediction), IsFinal = word == "completed",
    };

    private async Task<bool> ClaimAsync(ChargeId charge)
    {
        await Ledger.MarkUnknownAsync(charge, "the reply was lost");
        return await Ledger.ClaimAsync(charge, Prediction);
    }

    private protected static VendorBytes Bytes(string word) =>
        new("application/json", Encoding.UTF8.GetBytes($$$$"""{"code":200,"data":{"id":"{{{{Prediction}}}}","status":"{{{{word}}}}","urls":{"get":"x"}}}"""));
}

public sealed class StatusCacheAloneTests : StatusCacheContract
{
    private protected override Task<IReplicas> StartAsync() => Task.FromResult<IReplicas>(new NoReplicas());
}
