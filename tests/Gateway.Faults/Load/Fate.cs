using Gateway.Tests.Stories;
using Gateway.Tests.Vendor;

namespace Gateway.Faults;

/// <summary>What becomes of one job at the vendor, and what it costs.</summary>
internal sealed class Fate
{
    /// <summary>A job that is not found at first is found by then; the vendor was seen to need up to half a minute.</summary>
    private static readonly TimeSpan Found = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();

    public required DateTimeOffset TakenAt { get; init; }

    public required DateTimeOffset EndsAt { get; init; }

    public required string Word { get; init; }

    /// <summary>Given up first, and finished all the same at this time.</summary>
    public DateTimeOffset? FinishedAfterAllAt { get; init; }

    public required Random Random { get; init; }

    public static Fate Draw(int seed, string order, bool image, DateTimeOffset now)
    {
        var random = Dice.For(seed, "fate " + order);
        var endsAt = now + random.Between(300, 5000);
        var gaveUp = Order.TeamIn(order) == Teams.Unlucky && random.Next(8) == 0;
        var word = gaveUp ? "timeout" : random.Next(8) == 0 ? "failed" : image || random.Next(2) == 0 ? "completed" : "succeeded";
        return new Fate { TakenAt = now, EndsAt = endsAt, Word = word, FinishedAfterAllAt = gaveUp ? endsAt + random.Between(500, 6000) : null, Random = random };
    }

    /// <summary>Every price is another, to the nano-dollar, so that a mix-up shows; one that is never shown is the formula's.</summary>
    public static decimal PriceOf(int seed, string order, bool image)
    {
        var random = Dice.For(seed, "price " + order);
        var list = image ? Bodies.ImageUsd : Bodies.VideoUsd;
        if (IsNeverShown(seed, order)) return list;
        if (Order.TeamIn(order) == Teams.Unlucky && random.Next(5) == 0) return list * 3 + random.Next(1_000_000) * 0.000_000_001m;
        return list / 2 + random.Next((int)(list / 2 * 1_000_000_000)) * 0.000_000_001m;
    }

    public void Prepare(VendorJob job)
    {
        job.EarlyMissingPolls = Random.Next(5) == 0 ? 1 + Random.Next(2) : 0;
        job.Gzip = Random.Next(10) == 0;
        job.Bare = Random.Next(10) == 0;
        job.VerdictHttpStatus = Word == "failed" ? new[] { 200, 400, 500, 500 }[Random.Next(4)] : 200;
        job.PriceForm = job.Price is Bodies.VideoUsd or Bodies.ImageUsd ? PriceForm.Missing : Random.Next(2) == 0 ? PriceForm.Text : PriceForm.Number;
        if (FinishedAfterAllAt is null && Random.Next(6) == 0) job.PriceFrom = EndsAt + Random.Between(500, 9000);
    }

    /// <summary>As far as it has come by now.</summary>
    public void Advance(VendorJob job, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (now - TakenAt >= Found) job.EarlyMissingPolls = 0;
            if (FinishedAfterAllAt is { } at && now >= at) job.Status = "completed";
            else if (!job.IsFinal) job.Status = now >= EndsAt ? Word : "processing";
        }
    }

    public void Finish(VendorJob job) => Advance(job, DateTimeOffset.MaxValue);

    private static bool IsNeverShown(int seed, string order) => Dice.For(seed, "shown " + order).Next(8) == 0;
}
