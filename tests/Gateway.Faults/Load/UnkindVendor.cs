using System.Collections.Concurrent;
using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;

namespace Gateway.Faults;

/// <summary>The vendor with all its moods. What happens to an order is drawn from the seed and the order's own name.</summary>
internal sealed class UnkindVendor(VendorStandIn vendor, int seed, Witness witness)
{
    private readonly ConcurrentDictionary<string, Fate> _fates = new(StringComparer.Ordinal);
    private readonly Random _edge = new(seed);
    private long _busyUntil;
    private long _downUntil;
    private volatile bool _kind;

    public void Prepare()
    {
        vendor.PriceOf = request => Fate.PriceOf(seed, Order.NameIn(request.Text), request.Path.EndsWith("generateImage", StringComparison.Ordinal));
        vendor.OnAccept = Accepted;
        vendor.EverySubmit = SubmitAsync;
        vendor.EveryPoll = LookAsync;
    }

    public void BusyFor(TimeSpan time) => Volatile.Write(ref _busyUntil, Environment.TickCount64 + (long)time.TotalMilliseconds);

    public void DownFor(TimeSpan time) => Volatile.Write(ref _downUntil, Environment.TickCount64 + (long)time.TotalMilliseconds);

    /// <summary>No more moods; what was drawn for a job still happens to it.</summary>
    public void CalmDown() => _kind = true;

    /// <summary>It gives the job up, and finishes it later.</summary>
    public bool SaysTwoThingsOf(string job) => _fates.TryGetValue(job, out var fate) && fate.FinishedAfterAllAt is not null;

    /// <summary>The bill: every job as it ends.</summary>
    public IReadOnlyList<VendorJob> Bill()
    {
        foreach (var job in vendor.Jobs) _fates[job.Id].Finish(job);
        return vendor.Jobs;
    }

    private bool IsBusy => !_kind && Environment.TickCount64 < Volatile.Read(ref _busyUntil);

    private bool IsDown => !_kind && Environment.TickCount64 < Volatile.Read(ref _downUntil);

    private void Accepted(VendorJob job)
    {
        var fate = Fate.Draw(seed, Order.NameIn(job), job.Operation == "generateImage", vendor.Time.GetUtcNow());
        fate.Prepare(job);
        _fates[job.Id] = fate;
    }

    private Task SubmitAsync(VendorCall call)
    {
        if (IsBusy) return Did("429 to a submit", Submits.Reject(429, "too many requests"), call);
        if (_kind) return Submits.Accept(call);
        var random = Dice.For(seed, "submit " + Order.NameIn(call.Request.Text));
        var (mood, step) = random.Next(100) switch
        {
            < 3 => ("accepted, reply lost", Submits.AcceptThenLoseReply),
            < 6 => ("accepted, reply cut", Submits.AcceptThenCutReply),
            < 9 => ("accepted, 502 HTML", Submits.AcceptThenBadGateway),
            < 11 => ("not accepted, reply lost", Submits.LoseWithoutAccepting),
            < 13 => ("not accepted, 502 HTML", Submits.BadGatewayWithoutAccepting),
            < 14 => ("refused with 400", Submits.Reject(400)),
            < 15 => ("refused under 200", Submits.RejectUnder200(422)),
            < 16 => ("accepted under 500", Submits.AcceptUnderA500),
            < 18 => ("accepted, gzip", Submits.AcceptGzipped),
            < 19 => ("accepted, bare", Submits.AcceptBare),
            < 25 => ("accepted, late reply", Submits.AcceptThenThink(random.Between(300, 1500))),
            < 27 => ("accepted, reply too late", Submits.AcceptThenThink(TimeSpan.FromSeconds(4))),
            < 33 when call.Operation == "generateImage" => ("accepted, 504", Submits.AcceptThenGatewayTimeout),
            _ => ((string?)null, (SubmitStep)Submits.Accept),
        };
        return mood is null ? step(call) : Did("submit: " + mood, step, call);
    }

    private Task Did(string mood, SubmitStep step, VendorCall call)
    {
        witness.Count("vendor, " + mood);
        return step(call);
    }

    private Task LookAsync(VendorCall call, VendorJob? job)
    {
        if (job is not null) _fates[job.Id].Advance(job, vendor.Time.GetUtcNow());
        var roll = 100;
        if (!_kind) lock (_edge) roll = _edge.Next(100);
        var (mood, step) = roll switch
        {
            _ when IsBusy => ("429", Polls.Error(429)),
            _ when IsDown => ("502 HTML", Polls.BadGateway),
            < 5 => ("502 HTML", Polls.BadGateway),
            < 7 => ("reply lost", Polls.Lose),
            < 9 => ("500 without a verdict", Polls.Error(500)),
            _ => ((string?)null, (PollStep)Polls.Look),
        };
        if (mood is not null) witness.Count("vendor, look: " + mood);
        return step(call, job);
    }
}
